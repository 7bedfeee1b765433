/*
 * Files of keys: which public keys are trusted, and the one secret key that signs. A secret key is protected by the
 * mode of its file and by nothing else, so a file that others may read is refused, as ssh does; a list of trusted keys
 * that everybody may write is refused too. The name behind a key is what its owner calls it; it is believed only where
 * the file it stands in is trusted, never from a bundle.
 */
#include "bundle/keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#define PUBLIC "lindung-public-key ed25519 "
#define SECRET "lindung-secret-key ed25519 "

static int cannot(struct lindung_error *err, const char *path, const char *why)
{
	return ld_fail(err, LINDUNG_E_KEY_FILE, "the keys in '%s' cannot be used: %s", path, why);
}

static int cannot_read(struct lindung_error *err, const char *path)
{
	return errno == ENOMEM ? ld_nomem(err) : cannot(err, path, strerror(errno));
}

/* The whole file into text; forbidden: bits of its mode that must be off. */
static int read_file(
	const char *path, mode_t forbidden, const char *why, struct ld_buf *text, struct lindung_error *err)
{
	struct stat st;
	char block[4096];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return cannot_read(err, path);
	int rc = fstat(fd, &st) != 0      ? cannot_read(err, path)
		 : !S_ISREG(st.st_mode)   ? cannot(err, path, "it is not a file")
		 : st.st_mode & forbidden ? cannot(err, path, why)
					  : 0;
	while (rc >= 0 && ((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR)))
		if (n > 0)
			ld_buf_add(text, block, (size_t)n);
	if (rc >= 0 && n < 0)
		rc = cannot_read(err, path);
	close(fd);
	ld_wipe(block, sizeof block);
	return rc < 0 || !text->failed ? rc : st.st_size <= LD_MAX_KEY_FILE ? ld_nomem(err) : cannot(err, path, "it is too large");
}

/* One line of `prefix HEX NAME`. */
static bool parse_line(
	const char *s, size_t n, const char *prefix, uint8_t key[32], const char **ret_name, size_t *ret_len)
{
	size_t head = strlen(prefix), hex = 64;
	if (n < head + hex || memcmp(s, prefix, head) != 0 || !ld_hex_parse(s + head, hex, key, 32))
		return false;
	s += head + hex;
	n -= head + hex;
	if (n && (*s != ' ' || !ld_utf8_visible(s + 1, n - 1) || n > 120))
		return false;
	*ret_name = n ? s + 1 : s;
	*ret_len = n ? n - 1 : 0;
	return true;
}

/* Call `line` for every line that is no remark; negative stops. */
static int each_line(const char *s, size_t n, int (*line)(void *ctx, const char *s, size_t n), void *ctx)
{
	int rc = 0;
	for (const char *end = s + n; s < end && rc >= 0;) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));
		size_t len = stop ? (size_t)(stop - s) : (size_t)(end - s);
		size_t used = len && s[len - 1] == '\r' ? len - 1 : len;
		if (used && *s != '#')
			rc = line(ctx, s, used);
		s += len + (stop != NULL);
	}
	return rc;
}

/* ---- trusted keys ---- */

struct adding {
	struct ld_trust *trust;
	const char *file;
	size_t n;
	struct lindung_error *err;
};

static int add_line(void *ctx, const char *s, size_t n)
{
	struct adding *a = ctx;
	struct ld_trust *t = a->trust;
	struct ld_trusted key;
	const char *name;
	size_t len;
	if (!parse_line(s, n, PUBLIC, key.key, &name, &len))
		return cannot(a->err, a->file, "a line is not 'lindung-public-key ed25519 KEY NAME'");
	a->n++;
	if (ld_trust_find(t, key.key))
		return 0;
	key.name = ld_arena_strndup(&t->arena, name, len);
	if (t->n == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 8;
		struct ld_trusted *more = ld_arena_array(&t->arena, cap, sizeof *more);
		if (!more)
			return ld_nomem(a->err);
		if (t->n)
			memcpy(more, t->items, t->n * sizeof *more);
		t->items = more;
		t->cap = cap;
	}
	t->items[t->n++] = key;
	return key.name ? 0 : ld_nomem(a->err);
}

int ld_trust_parse(struct ld_trust *t, const char *text, size_t n, const char *file, struct lindung_error *err)
{
	struct adding a = {.trust = t, .file = file, .err = err};
	int rc = each_line(text, n, add_line, &a);
	return rc < 0 ? rc : a.n ? 0 : cannot(err, file, "there is no key");
}

static int add_file(struct ld_trust *t, const char *path, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf text = ld_buf_init(LD_MAX_KEY_FILE);
	int rc = read_file(path, S_IWOTH, "everybody may write them; 'chmod o-w' it", &text, err);
	return rc < 0 ? rc : ld_trust_parse(t, ld_buf_text(&text), text.len, path, err);
}

static int is_public(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return entry->d_name[0] != '.' && n > 4 && strcmp(entry->d_name + n - 4, ".pub") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int add_folder(struct ld_trust *t, const char *path, struct lindung_error *err)
{
	struct dirent **names = NULL;
	int n = scandir(path, &names, is_public, by_bytes), rc = 0;
	if (n < 0)
		rc = cannot_read(err, path);
	else if (!n)
		rc = cannot(err, path, "no file '*.pub' is in this folder");
	for (int i = 0; i < n; i++) {
		char *file = NULL;
		if (rc >= 0)
			rc = asprintf(&file, "%s/%s", path, names[i]->d_name) < 0 ? ld_nomem(err)
										  : add_file(t, file, err);
		free(file);
		free(names[i]);
	}
	free(names);
	return rc;
}

int ld_trust_add(struct ld_trust *t, const char *path, struct lindung_error *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return cannot_read(err, path);
	if (!S_ISDIR(st.st_mode))
		return add_file(t, path, err);
	return st.st_mode & S_IWOTH ? cannot(err, path, "everybody may write this folder; 'chmod o-w' it")
				    : add_folder(t, path, err);
}

const struct ld_trusted *ld_trust_find(const struct ld_trust *t, const uint8_t key[LD_PUBLIC])
{
	for (size_t i = 0; i < t->n; i++)
		if (memcmp(t->items[i].key, key, LD_PUBLIC) == 0)
			return &t->items[i];
	return NULL;
}

void ld_trust_fini(struct ld_trust *t)
{
	ld_arena_fini(&t->arena);
	memset(t, 0, sizeof *t);
}

/* ---- the secret key ---- */

static int secret_line(void *ctx, const char *s, size_t n)
{
	struct ld_secret *key = ctx;
	const char *name;
	size_t len;
	if (key->name[0] || !parse_line(s, n, SECRET, key->seed, &name, &len))
		return -1;
	snprintf(key->name, sizeof key->name, "%.*s", (int)len, name);
	if (!len)
		strcpy(key->name, "-");
	return 0;
}

int ld_secret_read(const char *path, struct ld_secret *ret, struct lindung_error *err)
{
	struct ld_buf text = ld_buf_init(LD_MAX_KEY_FILE);
	struct ld_secret key = {0};
	int rc = read_file(
		path, S_IRWXG | S_IRWXO, "others than its owner may read the secret; 'chmod 600' it", &text, err);
	if (rc >= 0 && (each_line(ld_buf_text(&text), text.len, secret_line, &key) < 0 || !key.name[0]))
		rc = cannot(err, path, "it is not a secret key, one line 'lindung-secret-key ed25519 KEY NAME'");
	if (text.data)
		ld_wipe(text.data, text.len);
	ld_buf_fini(&text);
	if (rc >= 0)
		*ret = key;
	ld_secret_fini(&key);
	return rc;
}

void ld_secret_fini(struct ld_secret *s)
{
	ld_wipe(s, sizeof *s);
}

/* A file that must not be there yet, whole on the disk. */
static int write_new(const char *path, mode_t mode, const char *text, struct lindung_error *err)
{
	size_t n = strlen(text);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return ld_fail(err, LINDUNG_E_KEY_FILE, "the key '%s' cannot be made: %s", path, strerror(errno));
	bool ok = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
	int cause = errno;
	ok = close(fd) == 0 && ok;
	if (ok)
		return 0;
	unlink(path);
	return ld_fail(err, LINDUNG_E_KEY_FILE, "the key '%s' cannot be made: %s", path, strerror(cause));
}

/* Letters of a file's name are a name too. */
static const char *own_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

int ld_key_make(const char *path, const char *name, struct ld_arena *arena, const char **ret_file,
	struct ld_trusted *ret, struct lindung_error *err)
{
	uint8_t seed[LD_SEED];
	struct ld_trusted made;
	char hex[LD_PUBLIC_TEXT], text[300];
	name = name && *name ? name : own_name(path);
	const char *file = ld_arena_printf(arena, "%s.pub", path);
	made.name = ld_arena_strdup(arena, name);
	if (!file || !made.name)
		return ld_nomem(err);
	if (strlen(name) > 110 || !ld_utf8_visible(name, strlen(name)))
		return ld_fail(
			err, LINDUNG_E_KEY_FILE, "the name of a key has at most 110 bytes and no control characters");
	if (!ld_sign_new(seed))
		return ld_fail(err, LINDUNG_E_KEY_FILE, "this machine gives no random numbers");
	ld_sign_public(seed, made.key);
	snprintf(text, sizeof text, SECRET "%s %s\n", ld_hex(seed, LD_SEED, hex), name);
	int rc = write_new(path, 0600, text, err);
	ld_wipe(seed, sizeof seed);
	ld_wipe(hex, sizeof hex);
	ld_wipe(text, sizeof text);
	if (rc < 0)
		return rc;
	snprintf(text, sizeof text, PUBLIC "%s %s\n", ld_hex(made.key, LD_PUBLIC, hex), name);
	rc = write_new(file, 0644, text, err);
	if (rc < 0) {
		unlink(path);
		return rc;
	}
	*ret_file = file;
	*ret = made;
	return 0;
}
