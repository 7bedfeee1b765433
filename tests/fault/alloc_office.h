/*
 * The office of alloc_office.c, and the shape of a sweep of one call on it: the answer is told as JSON, without the clock's
 * readings, and a failed call must have left its output alone.
 */
#ifndef LD_ALLOC_OFFICE_H
#define LD_ALLOC_OFFICE_H

#include "../unit/lib/office.h"

#include "alloc_sweep.h"

extern struct office o;
extern const char *const settings[]; /* of run 1 */

/** A database with the people; with run 1 too. */
void setup_data(void);
void setup_run(void);
void teardown(void);
/** The file of people. */
const char *source(void);

/** The database as it was when it was saved; none at all. */
void save_database(void);
void restore_database(void);
void forget_database(void);

int open_office(void **ret, struct lindung_error *err);
void close_office(void *handle);
/** A handle whose database is open: what opening asks for is swept once, by `runs`. */
void warm_office(void);
int open_warm(void **ret, struct lindung_error *err);

extern struct lindung_result *const untouched; /* never a result */
extern struct lindung_result *answered;        /* by the last call that did not fail */
/** Take what a call gave. Returns rc. */
int answer(int rc, struct lindung_result *r);
/** What was answered, told and freed. */
void tell(struct sweep_out *out);

/** What a call's answer looks like in a format. */
struct written {
	int (*call)(void *handle, struct sweep_out *out, struct lindung_error *err);
	enum lindung_format format;
};
/** Write each of these answers, made without a refusal. */
void sweep_written(const struct written *list, size_t n);

#define CALL(name, call)                                                                                               \
	static int call_##name(void *handle, struct sweep_out *out, struct lindung_error *err)                         \
	{                                                                                                              \
		struct lindung *l = handle;                                                                            \
		struct lindung_result *r = untouched;                                                                  \
		(void)out, (void)l;                                                                                    \
		int rc = call;                                                                                         \
		return answer(rc, r);                                                                                  \
	}

#define SWEEP(suite, name, before, tries)                                                                              \
	Test(suite, name)                                                                                              \
	{                                                                                                              \
		sweep(&(struct sweep){#name, before, open_office, call_##name, tell, close_office}, tries);            \
	}
#define SWEEP_WARM(suite, name, tries)                                                                                 \
	Test(suite, name)                                                                                              \
	{                                                                                                              \
		sweep(&(struct sweep){#name, warm_office, open_warm, call_##name, tell, close_office}, tries);         \
	}
#define SWEEP_TOLD(suite, name, tries)                                                                                 \
	Test(suite, name)                                                                                              \
	{                                                                                                              \
		sweep(&(struct sweep){#name, NULL, open_office, call_##name, NULL, close_office}, tries);              \
	}

#endif
