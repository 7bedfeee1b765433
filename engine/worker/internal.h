/* Between the two sides of the channel: the messages, the shared page, and the engine's handle of the process. */
#ifndef LD_WORKER_INTERNAL_H
#define LD_WORKER_INTERNAL_H

#include <stdatomic.h>
#include <sys/types.h>

#include "worker/wire.h"
#include "worker/worker.h"

/* Each message: its length in four bytes, little-endian, its kind in one, then the bytes. */
enum ld_message {
	LD_SAY_SETUP, /* engine: limits; the process answers READY */
	LD_SAY_READY,
	LD_SAY_PROGRAMME, /* engine: a load; the process asks FIND for each file and answers LOADED */
	LD_SAY_SOURCE,
	LD_SAY_CASES,
	LD_SAY_FIND,
	LD_SAY_FOUND,
	LD_SAY_LOADED,
	LD_SAY_CALL, /* engine: a function and its arguments; the process answers ANSWERS */
	LD_SAY_ANSWERS
};
#if defined(__SANITIZE_ADDRESS__)
#define LD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LD_SANITIZER 1
#endif
#endif
#ifndef LD_SANITIZER
#define LD_SANITIZER 0
#endif

/* Sanitizers report on standard error. */
enum { LD_FIRST_CLOSED = LD_SANITIZER ? 3 : 2 };
enum { LD_LEFT = 70 }; /* exit status of a process that the engine gave up in the middle of a message */
enum { LD_MESSAGE_HEAD = 5, LD_CHANNEL_FD = 0, LD_PAGE_FD = 1 };

/* Written by the process, read by the engine: signs of life. */
struct ld_page {
	_Atomic uint64_t beat;
	_Atomic uint32_t batch, tuple; /* what is being called: of which CALL, counted from 1, and of its tuples from 0 */
};

/* ---- what both sides write and read ---- */
struct ld_setup {
	int64_t parent; /* its process number */
	struct ld_limits limits;
};
void ld_pack_setup(struct ld_wire *w, struct ld_setup *s);
void ld_pack_walls(struct ld_wire *w, struct ld_walls *walls);
struct ld_load {
	const char *name, *office; /* office may be NULL */
	struct ld_setting *settings;
	size_t nsettings;
};
void ld_pack_load(struct ld_wire *w, struct ld_load *l);
struct ld_find {
	const char *name, *beside; /* beside may be NULL */
};
void ld_pack_find(struct ld_wire *w, struct ld_find *f);
struct ld_found {
	int code; /* 0, or why it was not */
	struct lindung_error err;
	struct ld_file file;
};
void ld_pack_found(struct ld_wire *w, struct ld_found *f);
/** The arguments of n calls of one function, nreads values each, a field after the other. */
void ld_pack_args(struct ld_wire *w, struct ld_value *args, size_t n, size_t nreads);

/* ---- handed.c (in the engine) ---- */
struct ld_handed {
	struct ld_arena arena;
	struct ld_handed_file {
		struct ld_handed_file *next;
		const char *name, *beside; /* as asked */
		struct ld_found found;
	} *first;
	size_t n;
};

/** What was asked for, from the loader the first time. Errors: KILLED (too many names), NOMEM. */
int ld_handed_find(struct ld_handed *h, const struct ld_loader *loader, const struct ld_find *what,
	const struct ld_found **ret, struct lindung_error *err);
/** All modules that were handed out, sorted by name, copied into the arena. */
int ld_handed_files(const struct ld_handed *h, struct ld_arena *a, struct ld_file **ret, size_t *ret_n,
	struct lindung_error *err);

/* ---- walls.c (in the process) ---- */
/** Limits of resources, Landlock, the filter. What stands is noted. */
void ld_walls_raise(const struct ld_limits *limits, struct ld_walls *ret);
/** Children behind the same walls try what rules must not do. */
void ld_walls_prove(const struct ld_limits *limits, struct ld_walls *ret);

/* ---- process.c (in the engine) ---- */
struct ld_process {
	pid_t pid;
	int pidfd, fd;
	struct ld_page *page;
	const struct ld_worker_options *options; /* borrowed */
	int64_t deadline; /* milliseconds */
	uint64_t beat;    /* the last seen */
	uint32_t batch, tuple; /* the one being called when it ended */
	struct ld_buf early;   /* what it said while something was given to it */
	size_t early_at;       /* what of that was taken */
	int64_t cpu, wall; /* when it was seen, nanoseconds of the process's and of this clock */
	int64_t last;      /* of the process's clock: no load may go on past it */
};

/** Start the helper program. Errors: CONTAINED, NOMEM. */
int ld_process_start(struct ld_process *p, const struct ld_worker_options *options, struct lindung_error *err);
/** Give a message over, or take one; each fails with DEADLINE, KILLED or CANCELLED (err says why; the process is gone then). */
int ld_process_send(struct ld_process *p, enum ld_message kind, const void *bytes, size_t n, struct lindung_error *err);
int ld_process_take(struct ld_process *p, struct ld_buf *into, enum ld_message *ret, struct lindung_error *err);
/** End it; accepts one that never started. */
void ld_process_stop(struct ld_process *p);
/** The same of one that is at work: at once. */
void ld_process_drop(struct ld_process *p);

#endif
