/*
 * Bytes to a bundle. Lines first, then the files' bytes one behind the other, then nothing or one line with the
 * signature. What is read is held to the one way of writing it (sizes without leading zeros, modules rising, one blank
 * between words), so a bundle has no second spelling in which something could hide. The signature is tried before any
 * content is believed.
 */
#include "bundle/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/num.h"
#include "base/text.h"
#include "base/utf8.h"

#define MAGIC "lindung bundle 1\n"
enum { MAX_MODULE = 200, MAX_PATH = 500, MAX_LINE = 1000 };

static const char *const kinds[] = {"file", "programme", "source", "test"};

const char *ld_bundle_kind_name(enum ld_bundle_kind kind)
{
	return kinds[kind];
}

bool ld_bundle_module_valid(const char *s, size_t n)
{
	if (!n || n > MAX_MODULE || s[0] == '.' || s[n - 1] == '.')
		return false;
	for (size_t i = 0; i < n; i++) {
		bool letter = (s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') ||
			      (s[i] >= '0' && s[i] <= '9');
		if (!letter && s[i] != '_' && s[i] != '-' && (s[i] != '.' || s[i - 1] == '.'))
			return false;
	}
	return true;
}

bool ld_bundle_path_valid(const char *s, size_t n)
{
	if (!n || n > MAX_PATH || !ld_utf8_visible(s, n))
		return false;
	for (size_t at = 0; at <= n;) { /* every name between slashes */
		const char *slash = memchr(s + at, '/', n - at);
		size_t len = slash ? (size_t)(slash - s) - at : n - at;
		if (!len || (len == 1 && s[at] == '.') || (len == 2 && memcmp(s + at, "..", 2) == 0))
			return false;
		at += len + 1;
	}
	return true;
}

/* ---- words of lines ---- */

struct cursor {
	const char *p, *end, *begin;
	const char *name;
	struct lindung_error *err;
	int line;
};

static int damaged(struct cursor *c, const char *what)
{
	ld_fail(c->err, LINDUNG_E_BUNDLE, "'%s' is no bundle, or a damaged one: %s", c->name, what);
	return c->line ? ld_error_at(c->err, c->name, c->line) : LINDUNG_E_BUNDLE;
}

struct text {
	const char *s;
	size_t n;
};

static bool is(const struct text *t, const char *word)
{
	return t->n == strlen(word) && memcmp(t->s, word, t->n) == 0;
}

/* The next line without its end; false when none ends within the most a line may have. */
static bool next_line(struct cursor *c, struct text *ret)
{
	size_t left = (size_t)(c->end - c->p);
	const char *end = memchr(c->p, '\n', left < MAX_LINE ? left : MAX_LINE);
	if (!end)
		return false;
	*ret = (struct text){c->p, (size_t)(end - c->p)};
	c->p = end + 1;
	c->line++;
	return true;
}

/* Cut the first word off a line; the rest may be empty. */
static struct text word(struct text *line)
{
	const char *blank = memchr(line->s, ' ', line->n);
	size_t n = blank ? (size_t)(blank - line->s) : line->n;
	struct text t = {line->s, n};
	line->s += blank ? n + 1 : n;
	line->n -= blank ? n + 1 : n;
	return t;
}

static bool number(const struct text *t, int64_t most, size_t *ret)
{
	int64_t n;
	if (!t->n || t->n > 12 || (t->n > 1 && t->s[0] == '0') || t->s[0] < '0' || t->s[0] > '9')
		return false;
	if (!ld_int_parse(t->s, t->n, &n) || n < 0 || n > most)
		return false;
	*ret = (size_t)n;
	return true;
}

/* ---- the lines ---- */

/* Programmes and tests are the office's own, sources have the names by which imports ask for them. */
static bool stands_for(const struct ld_bundle *b, size_t i)
{
	const char *module = b->files[i].module;
	size_t n = strlen(b->office);
	if (b->kinds[i] == LD_BUNDLE_SOURCE)
		return strncmp(module, "sources.", 8) == 0 && !strchr(module + 8, '.');
	return b->kinds[i] == LD_BUNDLE_FILE ||
	       (strncmp(module, b->office, n) == 0 && module[n] == '.' && !strchr(module + n + 1, '.'));
}

/* `programme 5120 HASH 5304_belu.2023 5304_belu/2023.lua` */
static int file_line(struct cursor *c, struct ld_bundle *b, size_t i)
{
	struct text line;
	if (!next_line(c, &line))
		return damaged(c, "a line of a file is missing");
	struct text kind = word(&line), size = word(&line), hash = word(&line), module = word(&line);
	struct ld_file *f = &b->files[i];
	size_t k = 0;
	while (k < sizeof kinds / sizeof *kinds && !is(&kind, kinds[k]))
		k++;
	if (k == sizeof kinds / sizeof *kinds || !number(&size, LD_MAX_RULE_SOURCE, &f->len) ||
		!ld_hex_parse(hash.s, hash.n, f->sha256, LD_SHA256))
		return damaged(c, "a line of a file is not KIND SIZE SHA-256 MODULE PATH");
	if (!ld_bundle_module_valid(module.s, module.n) || !ld_bundle_path_valid(line.s, line.n))
		return damaged(c, "a module or path that no file can have");
	f->module = ld_arena_strndup(&b->arena, module.s, module.n);
	f->path = ld_arena_strndup(&b->arena, line.s, line.n);
	if (!f->module || !f->path)
		return ld_nomem(c->err);
	if (i && strcmp(b->files[i - 1].module, f->module) >= 0)
		return damaged(c, "its modules are not in order");
	b->kinds[i] = (uint8_t)k;
	return stands_for(b, i) ? 0 : damaged(c, "a programme, test or source that is not the office's");
}

/* Two modules may be one file; two files may not have one path, because a script tells files apart by it. */
static int check_paths(struct cursor *c, const struct ld_bundle *b)
{
	LD_CLEANUP(ld_map_fini) struct ld_map paths = {0};
	uint32_t *first = ld_arena_array(&paths.arena, b->nfiles, sizeof *first);
	for (size_t i = 0; first && i < b->nfiles; i++) {
		const struct ld_file *f = &b->files[i];
		uint32_t at = ld_map_add(&paths, f->path, strlen(f->path));
		if (at == LD_MAP_NONE)
			return ld_nomem(c->err);
		if (at + 1 == paths.len && !first[at])
			first[at] = (uint32_t)i + 1;
		else if (memcmp(b->files[first[at] - 1].sha256, f->sha256, LD_SHA256) != 0)
			return damaged(c, "two of its files have one path");
	}
	return first ? 0 : ld_nomem(c->err);
}

static int head(struct cursor *c, struct ld_bundle *b)
{
	struct text line, key;
	if ((size_t)(c->end - c->p) < strlen(MAGIC) || memcmp(c->p, MAGIC, strlen(MAGIC)) != 0)
		return damaged(c, "its first line is another");
	next_line(c, &line);
	if (!next_line(c, &line) || (key = word(&line), !is(&key, "office")) ||
		!ld_bundle_module_valid(line.s, line.n) || memchr(line.s, '.', line.n))
		return damaged(c, "it does not name its office");
	b->office = ld_arena_strndup(&b->arena, line.s, line.n);
	if (!next_line(c, &line) || (key = word(&line), !is(&key, "files")) ||
		!number(&line, LD_MAX_BUNDLE_FILES, &b->nfiles))
		return damaged(c, "it does not say how many files it has");
	b->files = ld_arena_array(&b->arena, b->nfiles, sizeof *b->files);
	b->kinds = ld_arena_array(&b->arena, b->nfiles, sizeof *b->kinds);
	if (!b->office || !b->files || !b->kinds)
		return ld_nomem(c->err);
	int rc = 0;
	for (size_t i = 0; i < b->nfiles && rc >= 0; i++)
		rc = file_line(c, b, i);
	if (rc >= 0 && (!next_line(c, &line) || line.n))
		rc = damaged(c, "no empty line ends its list of files");
	c->line = 0;
	return rc < 0 ? rc : check_paths(c, b);
}

/* ---- contents and signature ---- */

static int contents(struct cursor *c, struct ld_bundle *b)
{
	for (size_t i = 0; i < b->nfiles; i++) {
		struct ld_file *f = &b->files[i];
		if ((size_t)(c->end - c->p) < f->len)
			return damaged(c, "it ends too early");
		f->text = ld_arena_strndup(&b->arena, c->p, f->len);
		if (!f->text)
			return ld_nomem(c->err);
		c->p += f->len;
	}
	return 0;
}

/* `signature ed25519 KEY SIGNATURE`, over all before it. */
static int signature(struct cursor *c, struct ld_bundle *b)
{
	uint8_t bytes[LD_SIGNATURE];
	struct text line, key;
	size_t n = (size_t)(c->p - c->begin);
	ld_sha256(c->begin, n, b->sha256);
	if (c->p == c->end)
		return 0;
	bool ends = next_line(c, &line) && c->p == c->end;
	c->line = 0; /* lines of the files between are not counted */
	if (!ends || (key = word(&line), !is(&key, "signature")) || (key = word(&line), !is(&key, "ed25519")))
		return damaged(c, "something else than a signature stands behind its files");
	key = word(&line);
	if (!ld_hex_parse(key.s, key.n, b->signer, LD_PUBLIC) || !ld_hex_parse(line.s, line.n, bytes, LD_SIGNATURE))
		return damaged(c, "its signature is none");
	b->signature = ld_sign_fits(c->begin, n, bytes, b->signer) ? LD_SIGNED : LD_BADLY_SIGNED;
	return 0;
}

static int digests(struct cursor *c, const struct ld_bundle *b)
{
	for (size_t i = 0; i < b->nfiles; i++) {
		uint8_t now[LD_SHA256];
		ld_sha256(b->files[i].text, b->files[i].len, now);
		if (memcmp(now, b->files[i].sha256, LD_SHA256) != 0)
			return ld_fail(c->err, LINDUNG_E_BUNDLE,
				"'%s' is a damaged bundle: the content of '%.200s' is not that of its SHA-256",
				c->name, b->files[i].path);
	}
	return 0;
}

int ld_bundle_parse(const void *p, size_t n, const char *name, struct ld_bundle *ret, struct lindung_error *err)
{
	struct ld_bundle b = {0};
	struct cursor c = {.p = p, .begin = p, .end = (const char *)p + n, .name = name, .err = err};
	int rc = n > LD_MAX_BUNDLE
			 ? ld_fail(err, LINDUNG_E_LIMIT, "'%s' is larger than the %d MB that a bundle may be", name,
				   LD_MAX_BUNDLE >> 20)
			 : head(&c, &b);
	if (rc >= 0)
		rc = contents(&c, &b);
	if (rc >= 0)
		rc = signature(&c, &b);
	if (rc >= 0 && b.signature != LD_BADLY_SIGNED)
		rc = digests(&c, &b);
	if (rc < 0) {
		ld_bundle_fini(&b);
		return rc;
	}
	*ret = b;
	return 0;
}

void ld_bundle_fini(struct ld_bundle *b)
{
	ld_arena_fini(&b->arena);
	memset(b, 0, sizeof *b);
}

const struct ld_file *ld_bundle_find(const struct ld_bundle *b, const char *module, enum ld_bundle_kind *ret_kind)
{
	for (size_t i = 0; i < b->nfiles; i++)
		if (strcmp(b->files[i].module, module) == 0) {
			if (ret_kind)
				*ret_kind = b->kinds[i];
			return &b->files[i];
		}
	return NULL;
}

/* ---- files ---- */

static int open_file(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
		close(fd);
		errno = EINVAL;
		return -1;
	}
	return fd;
}

bool ld_bundle_is(const char *path)
{
	char first[sizeof MAGIC - 3]; /* "lindung bundle ": of any version */
	int fd = open_file(path);
	if (fd < 0)
		return false;
	ssize_t n = read(fd, first, sizeof first);
	close(fd);
	return n == (ssize_t)sizeof first && memcmp(first, MAGIC, sizeof first) == 0;
}

int ld_bundle_read(const char *path, struct ld_bundle *ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf all = ld_buf_init(LD_MAX_BUNDLE + 2);
	char block[65536];
	int fd = open_file(path);
	if (fd < 0)
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "cannot read bundle '%s': %s", path, strerror(errno));
	ssize_t n;
	while (((n = read(fd, block, sizeof block)) > 0 || (n < 0 && errno == EINTR)) && all.len <= LD_MAX_BUNDLE)
		if (n > 0)
			ld_buf_add(&all, block,
				all.len + (size_t)n > LD_MAX_BUNDLE + 1 ? LD_MAX_BUNDLE + 1 - all.len : (size_t)n);
	int cause = errno;
	close(fd);
	if (n < 0)
		return ld_fail(err, LINDUNG_E_IO, "cannot read bundle '%s': %s", path, strerror(cause));
	return all.failed ? ld_nomem(err) : ld_bundle_parse(ld_buf_text(&all), all.len, path, ret, err);
}
