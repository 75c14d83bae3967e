# Muniment: raw text in, publications that can be trusted for decades out.
#
# Make decides WHETHER there may be work, the pipeline decides WHAT it is. So no file name ever reaches make: a listing
# of everything that matters (taken by find, compared by content; see pipeline/make/build.sh) wakes the pipeline, and
# digests in its ledger decide. `make help` is made from the comments that begin with two hash signs.

ifeq ($(filter grouped-target,$(.FEATURES)),)
$(error Muniment needs GNU make 4.3 or newer, and this is $(MAKE_VERSION). \
Debian: apt-get install make. Fedora: dnf install make. macOS: brew install make, then type gmake instead of make)
endif

# Set on the command line only: a stray SOURCE or BUILD in somebody's environment must not redirect a build.

## Folder with the raw texts and their sidecars, or its URL (s3://bucket/folder)
SOURCE := source
## Folder for the finished publications, or its URL
DIST := dist
## Folder for what can always be made again: the ledger, records of past runs
BUILD := build
## How many documents are made at once; empty: one for each processor
JOBS :=
## Where documents are made: serial, processes or dask:tcp://HOST:PORT, see docs/scaling.md
EXECUTOR := processes
## Which document `explain`, `why` and `review` are about
DOC :=
## The corpus that `eval` measures on; for `bench`, a folder of texts to measure as well
CORPUS :=
## Which raw texts `eval` reads: raw, tight or bytes
VARIANT := raw
## The corpus's own scorer; empty: ../eval/score.py seen from CORPUS
SCORER :=
## yes: `eval` and `bench` add their figures to docs/eval-history.json and docs/bench-history.json
RECORD := no
## What is new in a run that `eval` or `bench` records, in a few words
LABEL :=
## A file for a page about the run of a build: what failed, and who did what when
REPORT :=
## How many articles `bench` gives to the pipeline and to the shell loop
DOCUMENTS := 500
## yes: `bench` also measures texts of 50 MB, 10,000 documents, 5,000 documents a worker and a million entries
FULL := no
## Which parts `bench` measures, for instance 'contest idle'; empty: all
PARTS :=
## More words for pytest in `make test`, for instance ARGS='-k make'
ARGS :=
## 1 shows every command
V := 0
## Python 3.11 or newer, to make the virtual environment with
PYTHON := python3
## The virtual environment
VENV := .venv
## Where `setup-check` puts the validators
CHECK_TOOLS := .check
## The file tei_all.rng of TEI P5: `check` validates against it too
TEI_ALL :=
## SSH key that `archive` seals packages with
SEAL :=
## Folder of the OCFL store that `deposit` writes and `audit` reads, or its URL
STORE :=
## Port of this machine that `serve` and `watch` listen at
PORT := 8000
## no: take VENV as it is and install nothing
SETUP := yes
## yes: `distclean` may remove what it lists
CONFIRM := no

variables := SOURCE DIST BUILD JOBS EXECUTOR DOC CORPUS VARIANT SCORER RECORD LABEL REPORT DOCUMENTS FULL PARTS ARGS V PYTHON VENV SETUP \
  CONFIRM CHECK_TOOLS TEI_ALL SEAL STORE PORT
targets := all help doctor setup setup-check normalise html epub pdf xml check archive deposit audit site serve watch verify explain why \
  review eval bench test lint clean distclean

# Every file in writers/ is a format and every format is a target, so that a new format needs no line here.
writers := pipeline/muniment/writers
formats := $(sort md tei $(notdir $(basename $(wildcard $(writers)/[!_]*.py)) \
  $(patsubst %/,%,$(dir $(wildcard $(writers)/[!_]*/__init__.py)))))
# Single outputs by path: `make dist/<id>/<id>.pdf`.
paths := $(filter $(DIST)/% ./$(DIST)/% $(abspath $(DIST))/%,$(MAKECMDGOALS))

unknown := $(filter-out $(targets) $(formats) $(paths),$(MAKECMDGOALS))
ifneq ($(unknown),)
$(error There is no target or format called $(unknown). `make help` lists them)
endif

SHELL := /bin/sh
MAKEFLAGS += -rR --no-print-directory
export $(variables)
# The code that runs is the code of this checkout, wherever VENV is.
export PYTHONPATH := $(CURDIR)/pipeline
# The helpers take their values from the environment: no quoting of folder names to get wrong.
helper := sh pipeline/make
muniment = "$$VENV/bin/muniment" --source="$$SOURCE" --dist="$$DIST" --build="$$BUILD"

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
# Goals run in the order given, also under -j: the parallel work is inside the pipeline (JOBS).
.NOTPARALLEL:
.PHONY: $(targets) $(formats) $(paths)
ifneq ($(V),1)
.SILENT:
endif

## Build everything that is stale (this is what plain `make` does)
all: setup
	$(helper)/build.sh all

## Build only the web pages
html:
## Build only the e-books
epub:
## Build only the PDF files
pdf:
## Build only the archival XML (TEI P5)
xml: tei
## Build only the canonical Markdown
normalise: md

$(formats): setup
	$(helper)/build.sh $@

$(paths): setup
	$(helper)/build.sh "$@"

## Build what is stale, then put every edition through its official validator
check: setup setup-check
	$(helper)/validate.sh

## Make an archive package for each document, or for DOC; sealed where SEAL names an SSH key
archive: setup
	$(helper)/build.sh all
	$(muniment) archive $${SEAL:+--seal="$$SEAL"} $${DOC:+--document="$$DOC"}

## Write the catalogue into DIST: pages where people read, check and download
site: setup
	$(helper)/build.sh all
	$(muniment) $${JOBS:+--jobs="$$JOBS"} site

# `exec`, so that no shell is left between make and the server to complain of Ctrl-C.
## Serve the catalogue in DIST on this machine alone, at http://127.0.0.1:PORT/
serve: setup
	$(helper)/setup.sh serve
	exec $(muniment) serve --port="$$PORT"

## Serve the catalogue, build whenever SOURCE changes, and reload the pages that are open
watch: setup
	$(helper)/setup.sh serve
	exec $(muniment) $${JOBS:+--jobs="$$JOBS"} watch --port="$$PORT"

## Store the packages in an OCFL store, a new version where content changed
deposit: setup
	$(helper)/setup.sh deposit
	$(muniment) deposit --store="$${STORE:?is not set: write make $@ STORE=<folder>}"

## Read all of STORE again and leave a dated report
audit: setup
	$(helper)/setup.sh deposit
	$(muniment) audit --store="$${STORE:?is not set: write make $@ STORE=<folder>}"

## Compare everything in DIST with what was recorded when it was written
verify: setup
	$(muniment) verify

## Show what each block of DOC was judged to be, and why
explain: setup
	$(muniment) explain "$${DOC:?is not set: write make $@ DOC=<id>, where <id> is a folder of $$DIST}"

## Show what made each file of DOC stale
why: setup
	$(muniment) why "$${DOC:?is not set: write make $@ DOC=<id>, where <id> is a folder of $$DIST}"

## Correct the structure of DOC on a page in the browser
review: setup
	$(muniment) review "$${DOC:?is not set: write make $@ DOC=<id>, where <id> is a folder of $$DIST}"

## Measure the recogniser on the texts of CORPUS, whose true structure is known
eval: setup
	$(helper)/eval.sh

## Measure speed and memory, beside a shell loop with pandoc and weasyprint and beside other programs
bench: setup setup-check
	$(helper)/bench.sh

## Say what is installed, what is missing and how to get it
doctor:
	$(helper)/doctor.sh

## Install what Muniment needs into VENV (every other target does this first)
setup:
	$(helper)/setup.sh runtime
	$(if $(filter dask:%,$(EXECUTOR)),$(helper)/setup.sh dask)
	$(if $(findstring ://,$(SOURCE) $(DIST) $(STORE)),$(helper)/setup.sh remote)

## Install the validators that `check` and the tests use into CHECK_TOOLS
setup-check: setup
	$(helper)/setup.sh check

## Run every check: lint, types and the tests
test: setup
	$(helper)/setup.sh lint
	$(helper)/setup.sh test
	$(helper)/setup.sh check
	$(helper)/check.sh lint test

## Check style and types only
lint: setup
	$(helper)/setup.sh lint
	$(helper)/check.sh lint

## Remove BUILD and the caches of tools; DIST and VENV stay
clean:
	$(helper)/clean.sh clean

## List what is not in the repository (DIST, VENV and all that `clean` removes); CONFIRM=yes removes it
distclean:
	$(helper)/clean.sh distclean

## Show this help
help:
	$(helper)/help.sh Makefile $(formats)
