# pgmigrate: schema migrations inside PostgreSQL.
#
#   make            builds the extension and the client
#   make install    installs both where PostgreSQL keeps its own
#   make check      runs every test there is, on a server of its own
#   make demo       shows the main job on migrations/, on a server of its own
#   make docs       writes the pages of docs/ that are made from the sources
#
# PG_CONFIG names the PostgreSQL to build for, CXX the compiler, DESTDIR a staging root;
# WERROR=1 turns warnings into errors, DEBUG_FLAGS=-g keeps what a debugger reads, V=1 shows the commands.

# names and version
EXTENSION = pgmigrate
VERSION  := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" extension/pgmigrate.control)

# the PostgreSQL to build for
PG_CONFIG ?= pg_config
major      = $(shell $(PG_CONFIG) --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
bindir     = $(shell $(PG_CONFIG) --bindir)
mandir     = $(shell $(PG_CONFIG) --mandir)
export PG_CONFIG WERROR ONLY FUZZ_SECONDS FUZZ_SEED

# the fuzzers' compiler, whatever CXX is
FUZZ_CXX ?= clang++

# where and how: the extension by PGXS, in a make of its own; client, core and unit tests by CMake
compiler  = $(filter-out default,$(origin CXX))
pgxs_dir  = build/extension-$(major)
pgxs_make = $(MAKE) $(if $(V),,-s) -C $(pgxs_dir) -f '$(CURDIR)/extension/Makefile' \
            VPATH='$(CURDIR)' $(if $(compiler),CXX='$(CXX)')
configure = cmake -S . $(if $(V),,>/dev/null) $(if $(compiler),-DCMAKE_CXX_COMPILER='$(CXX)')
compile   = cmake --build

MAKEFLAGS += --no-print-directory

# building; the client once there is one
client_too := $(if $(wildcard client/CMakeLists.txt),client)

all: extension $(client_too)

extension: pgxs
	@+$(pgxs_make) all

debug-points: extension
	@+$(pgxs_make) debug_points/pgmigrate.so

client:
	@$(configure) -B build/client -DCMAKE_BUILD_TYPE=Release -DPGMIGRATE_WERROR=$(if $(WERROR),ON,OFF) \
		-DPGMIGRATE_TESTS=OFF -DCMAKE_RUNTIME_OUTPUT_DIRECTORY='$(CURDIR)/build/client'
	@+$(compile) build/client --target pgmigrate $(if $(V),--verbose)

unit:
	@$(configure) -B build/unit -DCMAKE_BUILD_TYPE=Debug -DPGMIGRATE_SANITIZE=ON -DPGMIGRATE_WERROR=ON -DPGMIGRATE_OWN_FMT=OFF
	@+$(compile) build/unit --target pgmigrate_unit_tests $(if $(V),--verbose)

fuzzers:
	@CXX='$(FUZZ_CXX)' cmake -S . $(if $(V),,>/dev/null) -B build/fuzz -DCMAKE_BUILD_TYPE=RelWithDebInfo \
		-DPGMIGRATE_WERROR=$(if $(WERROR),ON,OFF) -DPGMIGRATE_TESTS=OFF -DPGMIGRATE_FUZZ=ON -DPGMIGRATE_OWN_FMT=OFF || \
		{ rm -f build/fuzz/CMakeCache.txt; exit 1; }
	@+$(compile) build/fuzz --target pgmigrate_fuzzers $(if $(V),--verbose)

# installing
install: install-extension $(client_too:%=install-%)

install-extension: extension
	@+$(pgxs_make) install

install-client: client
	install -D -m 755 build/client/pgmigrate '$(DESTDIR)$(bindir)/pgmigrate'
	install -D -m 644 docs/pgmigrate.1 '$(DESTDIR)$(mandir)/man1/pgmigrate.1'

uninstall: pgxs
	@+$(pgxs_make) uninstall
	rm -f '$(DESTDIR)$(bindir)/pgmigrate' '$(DESTDIR)$(mandir)/man1/pgmigrate.1'

# testing: ONLY=name (a shell pattern) picks tests; installcheck uses a running server instead;
# FUZZ_SECONDS is how long each fuzzer tries random inputs, FUZZ_SEED what they begin with
check:
	@+test/run/check

check-unit check-fuzz check-regress check-isolation check-tap:
	@+test/run/check $(@:check-%=%)

installcheck: pgxs
	@+$(MAKE) -f extension/Makefile VPATH='$(CURDIR)' installcheck

bench:
	@+if [ -x bench/run ]; then bench/run; else echo 'there is no bench/run'; fi

# showing
demo:
	@+test/run/demo

demo-shell:
	@+test/run/demo shell

# pages that are made from the sources
docs: build/conditions_page client
	@build/conditions_page >build/conditions.md
	@mv build/conditions.md docs/conditions.md
	@build/client/pgmigrate help --page markdown >build/commands.md
	@mv build/commands.md docs/commands.md
	@build/client/pgmigrate help --page man >build/pgmigrate.1
	@mv build/pgmigrate.1 docs/pgmigrate.1

build/conditions_page: docs/conditions_page.cpp core/conditions.hpp
	@mkdir -p build
	@echo '  CXX  $@'
	@$(CXX) -std=c++20 -Wall -Wextra $(if $(WERROR),-Werror) -I. -o $@ $<

# packaging: the archive that PGXN takes
package dist: build/pgmigrate-$(VERSION).zip

build/pgmigrate-$(VERSION).zip: .FORCE
	@mkdir -p build
	@grep -q '^	"version": "$(VERSION)' META.json || { echo 'META.json is not of version $(VERSION)' >&2; exit 1; }
	git archive --format zip --prefix 'pgmigrate-$(VERSION)/' --output '$@' HEAD

# the rest
setup:
	@test/run/install_packages

clean:
	rm -rf build results regression.diffs regression.out output_iso tmp_check tmp_check_iso

pgxs:
	@$(PG_CONFIG) --pgxs >/dev/null || { echo 'no PostgreSQL to build for: try "make setup", or set PG_CONFIG' >&2; exit 1; }
	@mkdir -p $(pgxs_dir)

.FORCE:
.DEFAULT_GOAL = all
.PHONY: all extension debug-points client unit fuzzers install install-extension install-client uninstall
.PHONY: check check-unit check-fuzz check-regress check-isolation check-tap installcheck bench
.PHONY: demo demo-shell docs package dist setup clean pgxs .FORCE
