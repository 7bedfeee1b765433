#!/bin/sh
# The codes of warnings and notes: those in the engine are exactly those that docs/errors.md explains.
# usage: warnings.sh SOURCE-FOLDER
set -eu
code=$(find "$1/engine" -name '*.c' -exec cat {} + | tr '\n\t' '  ' \
  | grep -oE '((ld_warn|WARN|NOTE)\( *[a-z&]+, *|LD_(WARNING|NOTE), *)"[A-Z_]+"' | grep -oE '"[A-Z_]+"' | tr -d '"' | sort -u)
book=$(sed -n '/^## Warnings/,$s/^#### //p' "$1/docs/errors.md" | sort -u)
[ -n "$code" ]
[ "$code" = "$book" ] && exit 0
printf 'in the engine:\n%s\nin docs/errors.md:\n%s\n' "$code" "$book" >&2
exit 1
