# Prints the targets and variables of a Makefile with the comments above them.
#
# usage: help.sh MAKEFILE FORMAT...
# A comment that begins with two hash signs describes the target or the variable on the next line. The present values
# of the variables are taken from the environment.
set -eu

makefile=$1
shift
awk '
  /^## /                                { text = substr($0, 4); next }
  text && /^[A-Z]+ :=/                  { variable[++variables] = $1; about[$1] = text }
  text && /^[a-z][a-z-]*:/              { name = $1; sub(/:.*/, "", name); target[++targets] = name; about[name] = text }
                                        { text = "" }
  END {
    print "Targets"
    for (i = 1; i <= targets; i++) printf "  make %-11s %s\n", target[i], about[target[i]]
    print ""
    print "Variables, with their present values"
    for (i = 1; i <= variables; i++) printf "  %-16s %s\n", variable[i] "=" ENVIRON[variable[i]], about[variable[i]]
  }
' "$makefile"
cat <<END

A format is a target too: $*
A file is a target too:   make $DIST/<id>/<id>.pdf
Several at once:          make SOURCE=texts DIST=out BUILD=out-build JOBS=2
END
