/*
 * The commands that are tried under faults, on an office of a few hundred people whose rules are tables only, each from a
 * database in a known state. Everything goes through the public calls.
 */
#ifndef LD_TEST_STORE_OFFICE_H
#define LD_TEST_STORE_OFFICE_H

#include "office.h"
#include "store_state.h"

#include <lindung/lindung.h>

enum base { BASE_NONE, BASE_OLD, BASE_PEOPLE, BASE_LEFT_OVER, BASE_RUN, BASES };

struct command {
	const char *name;
	enum base base;
	/** What it says goes to out. */
	int (*act)(struct lindung *l, struct ld_buf *out, struct lindung_error *err);
	struct state before, after;
	struct ld_buf says;
};

enum { WRITING = 7 }; /* the first so many of these write */
extern struct command commands[];
extern const size_t ncommands;

/** Make the office, the databases to start from, and try every command once without a fault. */
void commands_init(void);
void commands_fini(void);
/** Path of the database that commands work on. */
const char *commands_db(void);
/** Put the database of a base in its place. */
void commands_restore(enum base base);
struct lindung *commands_open(void);
/** The number that an environment variable asks for, else what this build can afford: sanitizers take a part of it. */
long commands_count(const char *variable, long plain, long sanitized);

#endif
