// The commands; each returns what the program exits with, or throws.
#pragma once
#include "client/exit_codes.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// commands_init.cpp
ExitCode init(const Options &options);

// commands_files.cpp
ExitCode revision(const Options &options);
ExitCode merge(const Options &options);

// commands_config.cpp
ExitCode config(const Options &options);

// commands_rebase.cpp
ExitCode rebase(const Options &options);

// commands_import.cpp
ExitCode import_directory(const Options &options);

// commands_run.cpp
ExitCode upgrade(const Options &options);
ExitCode downgrade(const Options &options);
ExitCode stamp(const Options &options);

// commands_look.cpp
ExitCode current(const Options &options);

// commands_status.cpp
ExitCode status(const Options &options);

// commands_check.cpp
ExitCode check(const Options &options);

// commands_log.cpp
ExitCode log(const Options &options);
ExitCode resolve(const Options &options);
ExitCode ensure_version(const Options &options);

// commands_edit.cpp
ExitCode edit(const Options &options);

// commands_deploy.cpp
ExitCode deploy(const Options &options);

// commands_plan.cpp
ExitCode plan(const Options &options);

// commands_progress.cpp
ExitCode progress(const Options &options);

// commands_graph.cpp
ExitCode heads(const Options &options);
ExitCode branches(const Options &options);
ExitCode history(const Options &options);
ExitCode show(const Options &options);

// commands_scripts.cpp
ExitCode upload(const Options &options);
ExitCode amend(const Options &options);
ExitCode accept(const Options &options);
ExitCode remove(const Options &options);

// commands_export.cpp
ExitCode export_scripts(const Options &options);

// commands_adopt.cpp
ExitCode adopt(const Options &options);

// commands_autogenerate.cpp
ExitCode autogenerate(const Options &options);
// commands_schema.cpp
ExitCode show_schema(const Options &options);

// commands_verify.cpp
ExitCode verify_revisions(const Options &options);

// commands_compare.cpp
ExitCode compare_databases(const Options &options);

// commands_baseline.cpp
ExitCode baseline(const Options &options);

// commands_squash.cpp
ExitCode squash(const Options &options);

// commands_watch.cpp
ExitCode drift(const Options &options);
ExitCode dismiss(const Options &options);
ExitCode blame(const Options &options);
ExitCode changes(const Options &options);

} // namespace pgmigrate::client
