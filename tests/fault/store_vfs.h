/*
 * A file system that fails when it is told to: a shim over SQLite's own, installed as the default one of the test program,
 * so that the library under test needs to know nothing of it. Calls are counted from fault_arm on; the n-th of the kinds
 * asked for fails, alone or with all that follow. Flushing to the disk is left out: whether a drive keeps its word is not
 * tested here, only which flushes are asked for, and those are in the journal of store_loss.c.
 */
#ifndef LD_TEST_STORE_VFS_H
#define LD_TEST_STORE_VFS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum fault_op {
	OP_OPEN,
	OP_READ,
	OP_WRITE,
	OP_SYNC,
	OP_TRUNCATE,
	OP_DELETE,
	OP_SIZE,
	OP_ACCESS,
	OP_LOCK,
	OP_SHM_MAP,
	OP_SHM_LOCK,
	OPS
};

enum fault_how {
	FAULT_ERROR, /* the call does nothing and fails */
	FAULT_SHORT, /* half of the bytes are written or read, then it fails */
	FAULT_FULL,  /* no space is left: writes fail, every other call works */
	FAULT_KILL   /* the program is gone; of a write half is done */
};

extern const char *const fault_names[OPS];

/** Make the shim the default file system. */
void fault_install(void);
/** Count calls of the kinds in `ops` (a bit each) from now on and let the nth fail, and with `onwards` all after it. */
void fault_arm(unsigned ops, long nth, bool onwards, enum fault_how how);
/** No more faults. true: one happened. */
bool fault_disarm(void);
/** Calls counted since fault_arm. */
long fault_seen(void);
/** How many temporary files SQLite has opened: they would hold people's data. */
long fault_temporary_files(void);

/* ---- what the drive was told, in order (store_loss.c) ---- */
enum loss {
	LOSS_NOTHING, /* what was written is there: the program died, the machine did not */
	LOSS_ALL,     /* what was not flushed is gone */
	LOSS_SOME     /* of what was not flushed each sector and each new name is there or not, newest not always last */
};

/** Record writes, flushes, truncations, new and deleted names of the files of `folder` from now on. */
void loss_begin(const char *folder);
void loss_end(void);
size_t loss_events(void);
/** Put into `folder` what a machine that lost power after `events` events finds. */
void loss_image(size_t events, enum loss what, uint64_t *seed, const char *folder);
/* Called by the shim. */
void loss_created(const char *path, bool syncs_folder);
void loss_wrote(const char *path, const void *bytes, size_t n, int64_t at);
void loss_truncated(const char *path, int64_t size);
void loss_synced(const char *path);
void loss_deleted(const char *path, bool syncs_folder);

#endif
