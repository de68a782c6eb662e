// The program that Alembic itself runs for an import, as the env.py of a script directory of our own: so it runs with
// the interpreter and the packages of the user's project, however these are found.
#pragma once

namespace pgmigrate::client {

// It reads PGMIGRATE_IMPORT, an object with ini, toml, section, folder, variables and output; it writes an object with
// version_table, outside (what env.py runs beside the revisions) and revisions to the file `output`, or "error", or
// "cannot_read_toml" with its version.
inline constexpr const char *kAlembicProgram = R"python(
import argparse, inspect, io, json, os, re, sys, traceback

from alembic import __version__
from alembic.config import Config
from alembic.ddl.impl import DefaultImpl
from alembic.runtime import migration
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

wanted = json.loads(os.environ["PGMIGRATE_IMPORT"])
result = {"revisions": [], "outside": [], "version_table": None}
chunks = None  # of the revision that runs now
seen = {}      # what the user's env.py configured


def static_output(self, text):
    if chunks is not None:
        chunks.append(text)
    elif not text.startswith("-- Running ") and text not in result["outside"]:
        result["outside"].append(text)


class NoVersions:
    """Version rows are pgmigrate's."""

    def __init__(self, context, heads):
        self.context = context
        self.heads = {"any"}
        seen["dialect"] = context.dialect.name
        result["version_table"] = context.version_table

    def update_to_step(self, step):
        pass


DefaultImpl.static_output = static_output
migration.HeadMaintainer = NoVersions


class Step(migration.RevisionStep):
    """One that keeps what it writes."""

    def __init__(self, revision_map, revision, is_upgrade):
        super().__init__(revision_map, revision, is_upgrade)
        self.done = None
        self.migration_fn = self.keeping(self.migration_fn)

    def keeping(self, function):
        def run(**arguments):
            global chunks
            chunks = []
            try:
                function(**arguments)
                self.done = chunks
            finally:
                chunks = None

        return run


def place(error, path):
    """The last line of the user's file that the error came through."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__)
             if os.path.realpath(f.filename) == os.path.realpath(path)]
    return lines[-1] if lines else 0


def statement(text):
    text = text.strip()
    while text.endswith(";") and text[:-1].rstrip().endswith(";"):
        text = text[:-1].rstrip()
    if "--" in text.rsplit("\n", 1)[-1] and text.endswith(";"):
        text = text[:-1] + "\n;"
    return text


def side(config, directory, revision, is_upgrade):
    step = Step(directory.revision_map, revision, is_upgrade)
    try:
        with EnvironmentContext(config, directory, fn=lambda heads, context: [step], as_sql=True,
                                starting_rev=None, destination_rev=revision.revision):
            directory.run_env()
        if step.done is None:
            raise RuntimeError("env.py ran no revision")
        return {"statements": [statement(t) for t in step.done]}
    except BaseException as error:
        told = isinstance(error, NotImplementedError)
        text = str(error) if told and str(error) else "%s: %s" % (type(error).__name__, error)
        text = " ".join(text.split()).rstrip(": ")
        line = place(error, revision.path)
        return {"error": text, "line": line, "file": revision.path, "told": told}


def names(value):
    return [value] if isinstance(value, str) else list(value or ())


def dependencies(directory, revision, labels):
    return [name if name in labels else directory.get_revision(name).revision
            for name in names(getattr(revision.module, "depends_on", None))]


class CannotReadToml(Exception):
    """This Alembic is older than its configuration."""


def configuration():
    arguments = {"ini_section": wanted["section"], "stdout": sys.stderr, "output_buffer": io.StringIO(),
                 "cmd_opts": argparse.Namespace(x=wanted["variables"], raiseerr=False)}
    if wanted["toml"] and "toml_file" in inspect.signature(Config.__init__).parameters:
        arguments["toml_file"] = wanted["toml"]
    elif wanted["toml"] and not wanted["ini"]:
        raise CannotReadToml()
    config = Config(wanted["ini"] or None, **arguments)
    without = wanted["toml"] and wanted["section"] == "alembic"
    if wanted["ini"] and not without and not config.file_config.has_section(wanted["section"]):
        raise RuntimeError("alembic.ini has no section [%s]" % wanted["section"])
    if not wanted["ini"] and not wanted["toml"]:
        config.set_main_option("script_location", wanted["folder"].replace("%", "%%"))
    return config


def python_path(config):
    if hasattr(config, "get_prepend_sys_paths_list"):
        return config.get_prepend_sys_paths_list() or []
    return [path for path in re.split("[, :]", config.get_main_option("prepend_sys_path") or "") if path]


def main():
    config = configuration()
    for path in reversed(python_path(config)):
        sys.path.insert(0, path)
    directory = ScriptDirectory.from_config(config)
    revisions = list(directory.walk_revisions())
    revisions.reverse()
    labels = {label for r in revisions for label in names(getattr(r.module, "branch_labels", None))}
    for r in revisions:
        result["revisions"].append({
            "id": r.revision, "revises": names(r.down_revision), "message": r.doc or "", "file": r.path,
            "branch_labels": names(getattr(r.module, "branch_labels", None)),
            "depends_on": dependencies(directory, r, labels),
            "upgrade": side(config, directory, r, True), "downgrade": side(config, directory, r, False)})
    if seen.get("dialect", "postgresql") != "postgresql":
        raise RuntimeError("env.py configures the dialect %s, not postgresql" % seen["dialect"])


try:
    main()
except CannotReadToml:
    result = {"cannot_read_toml": __version__}
except BaseException as error:
    result = {"error": " ".join(("%s: %s" % (type(error).__name__, error)).split())}
with open(wanted["output"], "w", encoding="utf-8") as file:
    json.dump(result, file)
sys.stdout.flush()
sys.stderr.flush()
os._exit(0)
)python";

} // namespace pgmigrate::client
