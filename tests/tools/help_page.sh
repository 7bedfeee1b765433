#!/bin/bash
# A page that the program writes is what the book holds: tests/tools/help_page.sh PROGRAM FORM PAGE, FORM markdown or words.
# ACCEPT=1 writes the page.
if [ "${ACCEPT:-}" = 1 ]; then
	exec "$1" help "--$2" --lang en -o "$3"
fi
"$1" help "--$2" --lang en | diff -u "$3" -
