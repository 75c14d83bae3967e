# Removes what was made.
#
# usage: clean.sh clean | distclean
# Environment: SOURCE DIST BUILD VENV CONFIRM
set -eu
. pipeline/make/common.sh

caches='.mypy_cache .ruff_cache .pytest_cache .hypothesis'

refuse() {
	echo "$1 is not removed: $2. Check the variables that make was given." >&2
	exit 2
}

# A folder that a typing error could name by mistake is never removed.
check_removable() {
	if [ -L "$1" ]; then refuse "$1" "it is a link, and what it leads to may be in use elsewhere"; fi
	there=$(CDPATH= cd -P -- "$1" && pwd -P)
	here=$(pwd -P)
	case $here/ in "${there%/}"/*) refuse "$1" "this project is in it" ;; esac
	case ${HOME:-/nonexistent}/ in "${there%/}"/*) refuse "$1" "it is, or holds, your home folder" ;; esac
	if [ -d "$SOURCE" ]; then
		case $(CDPATH= cd -P -- "$SOURCE" && pwd -P)/ in "$there"/*) refuse "$1" "the sources are in it" ;; esac
	fi
	for own in .git pipeline tests docs requirements; do
		case $there/ in "$here/$own"/*) refuse "$1" "it belongs to the project" ;; esac
	done
	if [ -e "$there/.git" ]; then refuse "$1" "it is a repository"; fi
}

# Prints a folder with how much is in it.
describe() {
	echo "  $1 ($(find "$1" -type f | wc -l | tr -d ' ') files, $(du -sk "$1" | cut -f 1) kB)"
}

list() {
	for folder in "$@"; do
		folder=$(path_argument "$folder")
		if [ -e "$folder" ] || [ -L "$folder" ]; then
			check_removable "$folder"
			describe "$folder"
		fi
	done
}

clean() {
	for folder in "$BUILD" $caches; do
		folder=$(path_argument "$folder")
		if [ -e "$folder" ] || [ -L "$folder" ]; then
			check_removable "$folder"
			rm -rf "$folder"
		fi
	done
	find pipeline tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || :
}

case $1 in
clean) clean ;;
distclean)
	echo "This removes the finished publications and all else that is not in the repository:"
	list "$DIST" "$BUILD" "$VENV" $caches
	if [ "$CONFIRM" != yes ]; then
		echo "Nothing was removed. To remove it: make distclean CONFIRM=yes" >&2
		exit 2
	fi
	clean
	for folder in "$DIST" "$VENV"; do
		rm -rf "$(path_argument "$folder")"
	done
	;;
esac
