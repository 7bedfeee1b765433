/*
 * The shim itself: counting, failing and passing on. What was written is told to store_loss.c. Closing and unlocking never
 * fail, as SQLite assumes of them.
 */
#include "store_vfs.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>

const char *const fault_names[OPS] = {"open", "read", "write", "sync", "truncate", "delete", "size", "access", "lock",
	"map shared memory", "lock shared memory"};

static sqlite3_vfs shim, *below;
static struct {
	unsigned ops;
	long nth, seen, temporary;
	bool onwards, hit;
	enum fault_how how;
} plan;

struct file {
	sqlite3_file base;
	const char *path; /* SQLite's, lives as long as the file */
	sqlite3_file *real;
};

static sqlite3_file *real(sqlite3_file *f)
{
	return ((struct file *)(void *)f)->real;
}

static const char *path_of(sqlite3_file *f)
{
	return ((struct file *)(void *)f)->path;
}

/* Is this call to fail? */
static bool fails(enum fault_op op)
{
	if (!(plan.ops & 1u << op) || (plan.hit && !plan.onwards))
		return false;
	plan.seen++;
	if (plan.seen < plan.nth || plan.nth == 0)
		return false;
	plan.hit = true;
	return true;
}

static void die(void)
{
	raise(SIGKILL);
}

/* SQLITE_OK to go on. */
static int simple(enum fault_op op, int error)
{
	if (!fails(op))
		return SQLITE_OK;
	if (plan.how == FAULT_KILL)
		die();
	return error;
}

static int f_close(sqlite3_file *f)
{
	int rc = real(f)->pMethods ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
	return rc;
}

static int f_read(sqlite3_file *f, void *out, int n, sqlite3_int64 at)
{
	if (!fails(OP_READ))
		return real(f)->pMethods->xRead(real(f), out, n, at);
	if (plan.how == FAULT_KILL)
		die();
	if (plan.how == FAULT_SHORT)
		real(f)->pMethods->xRead(real(f), out, n / 2, at);
	return SQLITE_IOERR_READ;
}

static int f_write(sqlite3_file *f, const void *bytes, int n, sqlite3_int64 at)
{
	bool fail = fails(OP_WRITE);
	int part = !fail ? n : plan.how == FAULT_ERROR ? 0 : n / 2;
	int rc = part ? real(f)->pMethods->xWrite(real(f), bytes, part, at) : SQLITE_OK;
	if (rc == SQLITE_OK && part)
		loss_wrote(path_of(f), bytes, (size_t)part, at);
	if (!fail)
		return rc;
	if (plan.how == FAULT_KILL)
		die();
	return plan.how == FAULT_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = simple(OP_TRUNCATE, SQLITE_IOERR_TRUNCATE);
	if (rc == SQLITE_OK)
		rc = real(f)->pMethods->xTruncate(real(f), size);
	if (rc == SQLITE_OK)
		loss_truncated(path_of(f), size);
	return rc;
}

static int f_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	int rc = simple(OP_SYNC, SQLITE_IOERR_FSYNC);
	if (rc == SQLITE_OK)
		loss_synced(path_of(f));
	return rc;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	int rc = simple(OP_SIZE, SQLITE_IOERR_FSTAT);
	return rc ? rc : real(f)->pMethods->xFileSize(real(f), ret);
}

static int f_lock(sqlite3_file *f, int how)
{
	int rc = simple(OP_LOCK, SQLITE_IOERR_LOCK);
	return rc ? rc : real(f)->pMethods->xLock(real(f), how);
}

static int f_unlock(sqlite3_file *f, int how)
{
	return real(f)->pMethods->xUnlock(real(f), how);
}

static int f_reserved(sqlite3_file *f, int *ret)
{
	int rc = simple(OP_LOCK, SQLITE_IOERR_CHECKRESERVEDLOCK);
	return rc ? rc : real(f)->pMethods->xCheckReservedLock(real(f), ret);
}

static int f_control(sqlite3_file *f, int op, void *arg)
{
	return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int f_sector(sqlite3_file *f)
{
	return real(f)->pMethods->xSectorSize(real(f));
}

static int f_traits(sqlite3_file *f)
{
	return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
	int rc = simple(OP_SHM_MAP, SQLITE_IOERR_SHMMAP);
	return rc ? rc : real(f)->pMethods->xShmMap(real(f), page, size, extend, ret);
}

static int f_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	int rc = flags & SQLITE_SHM_UNLOCK ? SQLITE_OK : simple(OP_SHM_LOCK, SQLITE_IOERR_SHMLOCK);
	return rc ? rc : real(f)->pMethods->xShmLock(real(f), at, n, flags);
}

static void f_shm_barrier(sqlite3_file *f)
{
	real(f)->pMethods->xShmBarrier(real(f));
}

static int f_shm_unmap(sqlite3_file *f, int remove)
{
	return real(f)->pMethods->xShmUnmap(real(f), remove);
}

static const sqlite3_io_methods methods = {2, f_close, f_read, f_write, f_truncate, f_sync, f_size, f_lock, f_unlock,
	f_reserved, f_control, f_sector, f_traits, f_shm_map, f_shm_lock, f_shm_barrier, f_shm_unmap};

static int v_open(sqlite3_vfs *v, const char *path, sqlite3_file *f, int flags, int *ret_flags)
{
	(void)v;
	struct file *mine = (struct file *)(void *)f;
	*mine = (struct file){.path = path, .real = (sqlite3_file *)(void *)(mine + 1)};
	mine->real->pMethods = NULL;
	if (!path || flags & (SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_SUBJOURNAL))
		plan.temporary++;
	int rc = simple(OP_OPEN, SQLITE_CANTOPEN), there = 0;
	if (rc == SQLITE_OK && path)
		below->xAccess(below, path, SQLITE_ACCESS_EXISTS, &there);
	if (rc == SQLITE_OK)
		rc = below->xOpen(below, path, mine->real, flags, ret_flags);
	if (rc == SQLITE_OK && path && !there)
		loss_created(path, flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL));
	if (mine->real->pMethods)
		f->pMethods = &methods;
	return rc;
}

static int v_delete(sqlite3_vfs *v, const char *path, int syncs)
{
	(void)v;
	int rc = simple(OP_DELETE, SQLITE_IOERR_DELETE);
	if (rc == SQLITE_OK)
		rc = below->xDelete(below, path, 0);
	if (rc == SQLITE_OK)
		loss_deleted(path, syncs);
	return rc;
}

static int v_access(sqlite3_vfs *v, const char *path, int flags, int *ret)
{
	(void)v;
	int rc = simple(OP_ACCESS, SQLITE_IOERR_ACCESS);
	return rc ? rc : below->xAccess(below, path, flags, ret);
}

void fault_install(void)
{
	below = sqlite3_vfs_find(NULL);
	cr_assert(below && below != &shim);
	shim = *below;
	shim.zName = "fault";
	shim.szOsFile = (int)sizeof(struct file) + below->szOsFile;
	shim.xOpen = v_open;
	shim.xDelete = v_delete;
	shim.xAccess = v_access;
	cr_assert_eq(sqlite3_vfs_register(&shim, 1), SQLITE_OK);
}

void fault_arm(unsigned ops, long nth, bool onwards, enum fault_how how)
{
	plan.ops = ops;
	plan.nth = nth;
	plan.seen = 0;
	plan.onwards = onwards;
	plan.hit = false;
	plan.how = how;
}

bool fault_disarm(void)
{
	plan.ops = 0;
	return plan.hit;
}

long fault_seen(void)
{
	return plan.seen;
}

long fault_temporary_files(void)
{
	return plan.temporary;
}
