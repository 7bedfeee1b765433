/*
 * What a drive that loses power may hold. Every write, truncation, flush, new and deleted name is recorded with its bytes;
 * from the record the files of any moment are made: what was flushed is there, of the rest what the caller asks for. A
 * sector of 512 bytes is written whole or not at all, which is what drives promise; nothing else is assumed, so that pages
 * are torn, the end of a file can be there without its middle, and an older write can win over a newer one.
 */
#include "store_vfs.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ld_test.h"

enum { SECTOR = 512, FILES = 4 };
enum kind { CREATED, WROTE, TRUNCATED, SYNCED, DELETED };

struct event {
	enum kind kind;
	int file;
	bool folder; /* CREATED: its flush flushes the folder too; DELETED: flushes the folder */
	int64_t at;  /* TRUNCATED: the size */
	size_t n;
	char *bytes;
};

struct image {
	char *bytes;
	size_t len, cap;
	bool there;
};

static const char *const ends[FILES] = {"", "-wal", "-journal", "-shm"};
static char base[256]; /* path of the database */
static bool recording, made;
static struct event *events;
static size_t nevents, cap_events;
static struct image start[FILES];

/* Which of the database's files; −1: not one that lasts. */
static int file_of(const char *path)
{
	size_t n = strlen(base);
	if (!recording || !path || strncmp(path, base, n) != 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (strcmp(path + n, ends[i]) == 0)
			return i;
	return -1;
}

static struct event *add(const char *path, enum kind kind)
{
	int file = file_of(path);
	if (file < 0)
		return NULL;
	if (file == 0 && !start[0].there && !made && kind != CREATED) { /* the library makes it before SQLite sees it */
		made = true;
		add(path, CREATED);
	}
	if (nevents == cap_events) {
		cap_events = cap_events ? 2 * cap_events : 256;
		events = reallocarray(events, cap_events, sizeof *events);
		cr_assert(events);
	}
	events[nevents] = (struct event){.kind = kind, .file = file};
	return &events[nevents++];
}

void loss_created(const char *path, bool syncs_folder)
{
	struct event *e = add(path, CREATED);
	if (e)
		e->folder = syncs_folder;
}

void loss_wrote(const char *path, const void *bytes, size_t n, int64_t at)
{
	struct event *e = add(path, WROTE);
	if (!e)
		return;
	e->at = at;
	e->n = n;
	e->bytes = malloc(n);
	cr_assert(e->bytes);
	memcpy(e->bytes, bytes, n);
}

void loss_truncated(const char *path, int64_t size)
{
	struct event *e = add(path, TRUNCATED);
	if (e)
		e->at = size;
}

void loss_synced(const char *path)
{
	add(path, SYNCED);
}

void loss_deleted(const char *path, bool syncs_folder)
{
	struct event *e = add(path, DELETED);
	if (e)
		e->folder = syncs_folder;
}

size_t loss_events(void)
{
	return nevents;
}

/* ---- images ---- */

static void grow(struct image *f, size_t len)
{
	if (len > f->cap) {
		size_t cap = f->cap ? f->cap : 4096;
		while (cap < len)
			cap *= 2;
		f->bytes = realloc(f->bytes, cap);
		cr_assert(f->bytes);
		f->cap = cap;
	}
	if (len > f->len)
		memset(f->bytes + f->len, 0, len - f->len);
	f->len = len;
}

static void read_image(const char *path, struct image *ret)
{
	*ret = (struct image){0};
	FILE *f = fopen(path, "rb");
	if (!f)
		return;
	struct stat st;
	cr_assert_eq(fstat(fileno(f), &st), 0);
	grow(ret, (size_t)st.st_size);
	cr_assert_eq(fread(ret->bytes, 1, ret->len, f), ret->len);
	ret->there = true;
	fclose(f);
}

static void write_image(const char *path, const struct image *f)
{
	unlink(path);
	if (!f->there)
		return;
	FILE *out = fopen(path, "wb");
	cr_assert(out && (!f->len || fwrite(f->bytes, 1, f->len, out) == f->len) && fclose(out) == 0);
}

void loss_begin(const char *path)
{
	for (size_t i = 0; i < nevents; i++)
		free(events[i].bytes);
	nevents = 0;
	made = false;
	snprintf(base, sizeof base, "%s", path);
	for (int i = 0; i < FILES; i++) {
		char name[300];
		snprintf(name, sizeof name, "%s%s", base, ends[i]);
		free(start[i].bytes);
		read_image(name, &start[i]);
	}
	recording = true;
}

void loss_end(void)
{
	recording = false;
}

static bool coin(uint64_t *seed)
{
	return ld_rand(seed) >> 63;
}

static void apply_write(struct image *f, const struct event *e, enum loss what, uint64_t *seed)
{
	for (size_t i = 0; i < e->n;) {
		size_t at = (size_t)e->at + i, n = SECTOR - at % SECTOR;
		if (n > e->n - i)
			n = e->n - i;
		if (what == LOSS_NOTHING || coin(seed)) {
			if (f->len < at + n)
				grow(f, at + n);
			memcpy(f->bytes + at, e->bytes + i, n);
		}
		i += n;
	}
}

static void apply(struct image *f, const struct event *e, enum loss what, uint64_t *seed)
{
	if (what == LOSS_ALL)
		return;
	if (e->kind == WROTE)
		apply_write(f, e, what, seed);
	else if (what == LOSS_NOTHING || coin(seed))
		grow(f, (size_t)e->at);
}

/* The last event before `end` that flushed this file, or its last creation: what stands before it is on the disk. */
static size_t flushed(int file, size_t end)
{
	for (size_t i = end; i-- > 0;)
		if (events[i].file == file && events[i].kind == SYNCED)
			return i + 1;
	return 0;
}

/* Is the name event i on the disk: was the folder flushed after it? */
static bool name_flushed(size_t i, size_t end)
{
	if (events[i].kind == DELETED && events[i].folder)
		return true;
	for (size_t k = i + 1; k < end; k++) {
		if (events[k].kind == DELETED && events[k].folder)
			return true;
		/* the first flush of a new journal or WAL flushes the folder */
		if (events[k].kind == SYNCED)
			for (size_t c = k; c-- > 0;)
				if (events[c].file == events[k].file && events[c].kind == CREATED) {
					if (events[c].folder && flushed(events[c].file, k) <= c)
						return true;
					break;
				}
	}
	return false;
}

static void image_of(int file, size_t end, enum loss what, uint64_t *seed, struct image *f)
{
	struct image first = start[file];
	*f = (struct image){.there = first.there};
	grow(f, first.len);
	if (first.len)
		memcpy(f->bytes, first.bytes, first.len);
	size_t safe = what == LOSS_NOTHING ? end : flushed(file, end);
	for (size_t i = 0; i < end; i++) {
		const struct event *e = &events[i];
		if (e->file != file || e->kind == SYNCED)
			continue;
		if (e->kind == CREATED || e->kind == DELETED) {
			if (what == LOSS_NOTHING || name_flushed(i, end) || (what == LOSS_SOME && coin(seed))) {
				f->there = e->kind == CREATED;
				f->len = 0;
			}
		} else if (i < safe) {
			apply(f, e, LOSS_NOTHING, seed);
		} else if (what == LOSS_SOME && coin(seed) && i + 1 < end && events[i + 1].file == file &&
			(events[i + 1].kind == WROTE)) {
			apply(f, &events[i + 1], what, seed); /* the newer first, so that the older can win */
			apply(f, e, what, seed);
			i++;
		} else {
			apply(f, e, what, seed);
		}
	}
}

void loss_image(size_t end, enum loss what, uint64_t *seed, const char *path)
{
	char name[300];
	for (int i = 0; i < FILES; i++) {
		struct image f = {0};
		if (i < 3) /* shared memory dies with the machine */
			image_of(i, end, what, seed, &f);
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		write_image(name, &f);
		free(f.bytes);
	}
}
