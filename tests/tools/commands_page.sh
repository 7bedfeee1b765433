#!/bin/bash
# docs/commands.md is what the program says: tests/tools/commands_page.sh PROGRAM PAGE. ACCEPT=1 writes the page.
if [ "${ACCEPT:-}" = 1 ]; then
	exec "$1" help --markdown --lang en -o "$2"
fi
"$1" help --markdown --lang en | diff -u "$2" -
