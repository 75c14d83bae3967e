# Runs `muniment build`, unless nothing that it looks at has changed since it last succeeded.
#
# usage: build.sh all | FORMAT | PATH
# Environment: SOURCE DIST BUILD JOBS EXECUTOR VENV V
#
# What it looks at is listed with find: kind, size, times and path of every source, output, piece of the pipeline and
# of what it was installed from. The listing is only a wake-up call (the pipeline compares digests), but it must miss
# nothing: a new file with an old time, a removed one, a damaged output. It is compared by content with the listing of
# the last success, so no clock is trusted and a run that failed is tried again. Nothing to do costs milliseconds,
# because no Python is started.
set -eu
. pipeline/make/common.sh

goal=$1
records=$(path_argument "$BUILD")/make
listing=$records/listing.$$

# One entry for every file below the given roots. GNU find prints it; elsewhere stat does (GNU, busybox or BSD).
if find . -maxdepth 0 -printf '' 2>/dev/null; then
	list_tree() { find -H "$1" $prune -o -type d -printf 'd %p\0' -o -printf '%y %m %s %T@ %C@ %l %p\0' || :; }
elif stat -c %n . >/dev/null 2>&1; then
	list_tree() { find -H "$1" $prune -o -type d -print -o -exec stat -c '%f %s %y %z %N' {} + || :; }
else
	list_tree() { find -H "$1" $prune -o -type d -print -o -exec stat -f '%p %z %Fm %Fc %Y %N' {} + || :; }
fi
prune='-type d ( -name __pycache__ -o -name .staging ) -prune' # folders alone: names of files need not be looked at

list_roots() {
	for root in "$@"; do
		echo "== $root"
		if [ -e "$root" ]; then list_tree "$(path_argument "$root")" 2>/dev/null; fi
	done
}

# The last three change when Python packages or the system's packages do.
list_inputs() {
	list_roots "$SOURCE" muniment.toml pipeline/muniment \
		"$VENV/.muniment/runtime" /var/lib/dpkg/status /var/lib/rpm/rpmdb.sqlite
}

list_outputs() {
	list_roots "$DIST"
}

nothing_to_do() {
	echo "Nothing to do: $1 up to date in $DIST."
	exit 0
}

case $goal in
all) record=all what='everything is' ;;
*/*) record='' what="$goal is" ;;
*) record=$goal what="$goal is" ;;
esac
# A folder behind a URL cannot be listed from here: the pipeline asks its store what changed.
if is_remote; then record=''; fi

mkdir -p "$records"
trap 'rm -f "$listing"' EXIT
if ! is_remote; then list_inputs >"$listing"; fi
if [ -n "${REPORT:-}" ]; then prior=''; else prior=$(printf '%s\n' all $record | uniq); fi # a report tells of no work too
for known in $prior; do
	if ! is_remote && { cat "$listing" && list_outputs; } | cmp -s - "$records/$known"; then nothing_to_do "$what"; fi
done
if [ -n "$record" ]; then rm -f "$records/$record"; fi

set -- build ${REPORT:+--report="$REPORT"}
case $goal in
all) ;;
*/*) set -- "$@" -- "$goal" ;;
*) set -- "$@" --format "$goal" ;;
esac
# Ctrl-C reaches the pipeline too: let it finish tidily, and leave when it has.
trap : INT TERM HUP
status=0
muniment "$@" || status=$?
if [ "$status" != 0 ]; then exit "$status"; fi

# Inputs as they were before the build: one that changed meanwhile wakes the next run. Outputs as they are after it.
if [ -n "$record" ]; then
	list_outputs >>"$listing"
	mv "$listing" "$records/$record"
fi
