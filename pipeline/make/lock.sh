# One process at a time. Sourced, never run.

# Waits for, and then holds, the folder "$1" until this process ends; "$2" says what for.
#
# With flock the kernel frees it, however the holder ends, and no file stays behind. Elsewhere (macOS has no flock
# command) a folder stands for the lock and one that a dead process left is taken over.
hold() {
	if command -v flock >/dev/null 2>&1; then
		exec 9<"$1"
		flock -n 9 && return
		echo "Another make is $2: waiting for it."
		flock 9
		return
	fi
	lock=$1/.muniment-lock
	waited=0
	abandoned=no
	until mkdir "$lock" 2>/dev/null; do
		holder=$(cat "$lock/pid" 2>/dev/null || :)
		if [ -n "$holder" ]; then
			kill -0 "$holder" 2>/dev/null || abandoned=yes
		elif [ "$waited" -gt 9 ]; then
			abandoned=yes # it died before it could say who it was
		fi
		if [ "$abandoned" = yes ]; then
			rm -rf "$lock"
			abandoned=no
			continue
		fi
		if [ "$waited" = 0 ]; then echo "Another make is $2: waiting for it."; fi
		waited=$((waited + 1))
		sleep 1
	done
	echo $$ >"$lock/pid"
	trap 'rm -rf "$lock"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
}
