/*
 * A folder in which files are found by what they hold and not by what they are called: each is hashed once, and the
 * files inside bundles are there too. Used to recompute a run from whatever somebody was given. Links are not
 * followed, so a folder cannot lead out of itself.
 */
#include "lib/again.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

enum { DEEPEST = 8, MOST_FILES = 100000 };

static int cannot(struct lindung_error *err, const char *path)
{
	return ld_fail(err, LINDUNG_E_IO, "cannot read '%s': %s", path, strerror(errno));
}

static int add(struct ld_heap *h, const struct ld_heap_file *f, struct lindung_error *err)
{
	if (h->n == MOST_FILES)
		return ld_fail(err, LINDUNG_E_LIMIT, "the folder holds more than %d files", MOST_FILES);
	if (h->n == h->cap) {
		size_t cap = h->cap ? h->cap * 2 : 64;
		struct ld_heap_file *more = ld_arena_array(&h->arena, cap, sizeof *more);
		if (!more)
			return ld_nomem(err);
		if (h->n)
			memcpy(more, h->items, h->n * sizeof *more);
		h->items = more;
		h->cap = cap;
	}
	h->items[h->n++] = *f;
	return 0;
}

/* The bundle lives in a block of its own, because others point into it. */
static int add_bundle(struct ld_heap *h, const char *path, struct lindung_error *err)
{
	struct ld_bundle *b = ld_arena_alloc(&h->arena, sizeof *b);
	struct lindung_error ignored;
	if (!b)
		return ld_nomem(err);
	int rc = ld_bundle_read(path, b, &ignored);
	if (rc < 0) /* a damaged one is a file like others */
		return rc == LINDUNG_E_NOMEM ? ld_nomem(err) : 0;
	if (h->nbundles == h->cbundles) {
		size_t cap = h->cbundles ? h->cbundles * 2 : 8;
		struct ld_bundle **more = ld_arena_array(&h->arena, cap, sizeof *more);
		if (!more) {
			ld_bundle_fini(b);
			return ld_nomem(err);
		}
		if (h->nbundles)
			memcpy(more, h->bundles, h->nbundles * sizeof *more);
		h->bundles = more;
		h->cbundles = cap;
	}
	h->bundles[h->nbundles++] = b;
	for (size_t i = 0; i < b->nfiles && rc >= 0; i++) {
		struct ld_heap_file f = {.path = path, .packed = &b->files[i], .bytes = (int64_t)b->files[i].len};
		ld_sha256(b->files[i].text, b->files[i].len, f.sha256);
		rc = add(h, &f, err);
	}
	return rc;
}

static int add_file(struct ld_heap *h, const char *path, struct lindung_error *err)
{
	static const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
	char block[65536];
	struct ld_heap_file f = {.path = path};
	struct ld_sha256 hash;
	ssize_t n;
	int fd = open(path, flags);
	if (fd < 0)
		return cannot(err, path);
	ld_sha256_init(&hash);
	while ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0) {
			ld_sha256_add(&hash, block, (size_t)n);
			f.bytes += n;
		}
	int rc = n < 0 ? cannot(err, path) : 0;
	close(fd);
	ld_sha256_end(&hash, f.sha256);
	if (rc >= 0)
		rc = add(h, &f, err);
	return rc >= 0 && ld_bundle_is(path) ? add_bundle(h, path, err) : rc;
}

static int visible(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_folder(struct ld_heap *h, const char *folder, int depth, struct lindung_error *err)
{
	struct dirent **names = NULL;
	struct stat st;
	int n = scandir(folder, &names, visible, by_bytes);
	int rc = n >= 0            ? 0
		 : errno == ENOMEM ? ld_nomem(err)
				   : ld_fail(err, LINDUNG_E_NOT_FOUND, "cannot read folder '%s': %s", folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *path = ld_arena_printf(&h->arena, "%s/%s", folder, names[i]->d_name);
		free(names[i]);
		if (rc < 0)
			continue;
		if (!path)
			rc = ld_nomem(err);
		else if (lstat(path, &st) != 0)
			rc = cannot(err, path);
		else if (S_ISDIR(st.st_mode) && depth < DEEPEST)
			rc = add_folder(h, path, depth + 1, err);
		else if (S_ISREG(st.st_mode))
			rc = add_file(h, path, err);
	}
	free(names);
	return rc;
}

int ld_heap_read(const char *folder, struct ld_heap *ret, struct lindung_error *err)
{
	struct ld_heap h = {0};
	int rc = add_folder(&h, folder, 0, err);
	if (rc < 0) {
		ld_heap_fini(&h);
		return rc;
	}
	*ret = h;
	return 0;
}

const struct ld_heap_file *ld_heap_find(const struct ld_heap *h, const uint8_t sha256[LD_SHA256], bool own)
{
	for (size_t i = 0; i < h->n; i++)
		if (!(own && h->items[i].packed) && memcmp(h->items[i].sha256, sha256, LD_SHA256) == 0)
			return &h->items[i];
	return NULL;
}

/* A whole small file. It may have changed since it was hashed; then the receipt's hash of rules tells. */
static int read_small(const char *path, size_t size, char *out, struct lindung_error *err)
{
	size_t len = 0;
	ssize_t n = 1;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	while (fd >= 0 && len < size && ((n = read(fd, out + len, size - len)) > 0 || (n < 0 && errno == EINTR)))
		len += n > 0 ? (size_t)n : 0;
	int rc = fd < 0 || n < 0 || len < size ? cannot(err, path) : 0;
	if (fd >= 0)
		close(fd);
	return rc;
}

int ld_heap_rules(const struct ld_heap_file *f, const char *module, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	if (f->bytes > LD_MAX_RULE_SOURCE)
		return ld_fail(err, LINDUNG_E_LIMIT, "'%s' is larger than the %d KB that a rule file may be", f->path,
			LD_MAX_RULE_SOURCE / 1024);
	struct ld_file made = {
		.module = module, .path = f->packed ? f->packed->path : f->path, .len = (size_t)f->bytes};
	char *text = ld_arena_alloc(arena, made.len + 1);
	int rc = !text ? ld_nomem(err) : 0;
	if (rc >= 0 && f->packed)
		memcpy(text, f->packed->text, made.len);
	else if (rc >= 0)
		rc = read_small(f->path, made.len, text, err);
	if (rc < 0)
		return rc;
	made.text = text;
	ld_sha256(text, made.len, made.sha256);
	*ret = made;
	return 0;
}

void ld_heap_fini(struct ld_heap *h)
{
	for (size_t i = 0; i < h->nbundles; i++)
		ld_bundle_fini(h->bundles[i]);
	ld_arena_fini(&h->arena);
	memset(h, 0, sizeof *h);
}
