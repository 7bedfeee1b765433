/*
 * A receipt from its text: what `export --as receipt` wrote, perhaps years ago and on another machine. Only the lines
 * that deciding again needs are understood; others may be there, so that a receipt of a later version can still be
 * read. Whether what it says is true is seen when its hashes come out again.
 */
#include "lib/again.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/num.h"

#define FIRST "lindung-receipt: 1"
enum { MOST = 16 << 20 };

struct reading {
	struct ld_receipt *r;
	const char *file;
	struct lindung_error *err;
	int line;
	unsigned have; /* bits of the lines that must be there */
};

enum { RUN = 1, MODULE = 2, RULES = 4, DATA = 8, RESULT = 16, ALL = 31 };

static int no_receipt(const struct reading *c, const char *why)
{
	ld_fail(c->err, LINDUNG_E_USAGE, "'%s' is no receipt that can be read: %s", c->file, why);
	return c->line ? ld_error_at(c->err, c->file, c->line) : LINDUNG_E_USAGE;
}

/* Room for one more item of a list in the receipt's arena. */
static void *grow(struct reading *c, void *items, size_t n, size_t *cap, size_t size)
{
	void *p = ld_arena_grow(&c->r->arena, items, n, cap, size);
	if (!p)
		ld_nomem(c->err);
	return p;
}

static bool take_hash(const char **s, uint8_t ret[LD_SHA256])
{
	size_t n = strspn(*s, "0123456789abcdef");
	if (!ld_hex_parse(*s, n, ret, LD_SHA256) || ((*s)[n] && (*s)[n] != ' '))
		return false;
	*s += n + ((*s)[n] == ' ');
	return true;
}

static bool take_number(const char *s, size_t n, int64_t *ret)
{
	return ld_int_parse(s, n, ret) && *ret > 0;
}

/* ---- lines ---- */

static int one_hash(struct reading *c, const char *s, uint8_t ret[LD_SHA256], unsigned bit)
{
	c->have |= bit;
	return take_hash(&s, ret) && !*s ? 0 : no_receipt(c, "a hash that is none");
}

/* The source, or "name 2" where the line says which files had one name: "SOURCE, delivery N, B bytes, name 2". */
static char *file_name(struct reading *c, const char *s, const char *of)
{
	const char *name = of ? strstr(of, ", name ") : NULL;
	return name ? ld_arena_strdup(&c->r->arena, name + strlen(", "))
	       : of ? ld_arena_strndup(&c->r->arena, s, (size_t)(of - s))
		    : ld_arena_strdup(&c->r->arena, s);
}

/* "HASH NAME" or "HASH NAME, delivery N…" */
static int add_file(struct reading *c, struct ld_receipt_files *list, const char *s, bool delivered)
{
	static const char word[] = ", delivery ";
	struct ld_receipt_file f = {0};
	if (!take_hash(&s, f.sha256) || !*s)
		return no_receipt(c, "a file that has no hash or no name");
	const char *of = delivered ? strstr(s, word) : NULL;
	const char *number = of ? of + strlen(word) : NULL;
	if (delivered && (!of || !take_number(number, strspn(number, "0123456789"), &f.delivery)))
		return no_receipt(c, "a file of no delivery");
	f.name = file_name(c, s, of);
	if (f.name && !*f.name)
		return no_receipt(c, "a file that has no hash or no name");
	struct ld_receipt_file *items = grow(c, list->items, list->n, &list->cap, sizeof *items);
	if (!items || !f.name)
		return ld_nomem(c->err);
	list->items = items;
	items[list->n++] = f;
	return 0;
}

static int add_setting(struct reading *c, const char *s)
{
	struct ld_receipt *r = c->r;
	const char *eq = strchr(s, '=');
	struct ld_setting *items = grow(c, r->settings, r->nsettings, &r->csettings, sizeof *items);
	if (!items)
		return LINDUNG_E_NOMEM;
	if (!eq)
		return no_receipt(c, "a setting that is not PATH=VALUE");
	r->settings = items;
	items[r->nsettings].path = ld_arena_strndup(&r->arena, s, (size_t)(eq - s));
	items[r->nsettings].value = ld_arena_strdup(&r->arena, eq + 1);
	return items[r->nsettings].path && items[r->nsettings++].value ? 0 : ld_nomem(c->err);
}

/* "3, simple, add" */
static int add_delivery(struct reading *c, const char *s)
{
	struct ld_receipt *r = c->r;
	struct ld_receipt_delivery d = {0};
	const char *source = strstr(s, ", "), *mode = source ? strstr(source + 2, ", ") : NULL;
	if (!mode || !take_number(s, (size_t)(source - s), &d.number) ||
		(strcmp(mode + 2, "add") != 0 && strcmp(mode + 2, "replace") != 0))
		return no_receipt(c, "a delivery that is not NUMBER, SOURCE, add or replace");
	d.replace = mode[2] == 'r';
	d.source = ld_arena_strndup(&r->arena, source + 2, (size_t)(mode - source - 2));
	struct ld_receipt_delivery *items = grow(c, r->deliveries, r->ndeliveries, &r->cdeliveries, sizeof *items);
	if (!items || !d.source)
		return ld_nomem(c->err);
	r->deliveries = items;
	items[r->ndeliveries++] = d;
	return 0;
}

static int add_seen(struct reading *c, const char *s)
{
	struct ld_receipt *r = c->r;
	int64_t *items = grow(c, r->seen, r->nseen, &r->cseen, sizeof *items);
	if (!items)
		return LINDUNG_E_NOMEM;
	r->seen = items;
	return take_number(s, strlen(s), &items[r->nseen++]) ? 0 : no_receipt(c, "a number of a run that is none");
}

/* "APBD, 12 months from 2024-01, …": ids hold no comma. */
static int add_window(struct reading *c, const char *s)
{
	static const char word[] = " months from ";
	struct ld_receipt *r = c->r;
	struct ld_run_window *items = grow(c, r->windows, r->nwindows, &r->cwindows, sizeof *items), w = {0};
	const char *comma = strstr(s, ", "), *months = comma ? strstr(comma, word) : NULL;
	int64_t n;
	if (!items)
		return LINDUNG_E_NOMEM;
	if (!months || !take_number(comma + 2, (size_t)(months - comma - 2), &n) || n > 1200 ||
		!ld_month_parse(months + strlen(word), 7, &w.from))
		return no_receipt(c, "a funder that has no months");
	w.months = (int)n;
	w.funder = ld_arena_strndup(&r->arena, s, (size_t)(comma - s));
	r->windows = items;
	items[r->nwindows++] = w;
	return w.funder ? 0 : ld_nomem(c->err);
}

static int take_text(struct reading *c, const char *s, const char **ret)
{
	*ret = ld_arena_strdup(&c->r->arena, s);
	return *ret ? 0 : ld_nomem(c->err);
}

static int take_line(struct reading *c, const char *key, const char *s)
{
	struct ld_receipt *r = c->r;
	if (strcmp(key, "run") == 0) {
		c->have |= RUN;
		return take_number(s, strlen(s), &r->run) ? 0 : no_receipt(c, "a number of a run that is none");
	}
	if (strcmp(key, "module") == 0) {
		c->have |= MODULE;
		return take_text(c, s, &r->module);
	}
	if (strcmp(key, "stopped") == 0)
		r->stopped = strcmp(s, "no") != 0;
	return strcmp(key, "engine") == 0        ? take_text(c, s, &r->engine)
	       : strcmp(key, "office") == 0      ? take_text(c, s, &r->office)
	       : strcmp(key, "limits") == 0      ? take_text(c, s, &r->limits)
	       : strcmp(key, "rules") == 0       ? one_hash(c, s, r->rules, RULES)
	       : strcmp(key, "data") == 0        ? one_hash(c, s, r->data, DATA)
	       : strcmp(key, "result") == 0      ? one_hash(c, s, r->result, RESULT)
	       : strcmp(key, "rule-file") == 0   ? add_file(c, &r->files, s, false)
	       : strcmp(key, "source-file") == 0 ? add_file(c, &r->definitions, s, true)
	       : strcmp(key, "data-file") == 0   ? add_file(c, &r->data_files, s, true)
	       : strcmp(key, "delivered") == 0   ? add_delivery(c, s)
	       : strcmp(key, "setting") == 0     ? add_setting(c, s)
	       : strcmp(key, "seen") == 0        ? add_seen(c, s)
	       : strcmp(key, "funder") == 0      ? add_window(c, s)
						 : 0;
}

/* text is cut into lines in place. */
static int take_lines(struct reading *c, char *text)
{
	int rc = 0;
	for (char *save, *line = strtok_r(text, "\n", &save); line && rc >= 0; line = strtok_r(NULL, "\n", &save)) {
		size_t n = strlen(line);
		if (n && line[n - 1] == '\r')
			line[n - 1] = '\0';
		c->line++;
		if (c->line == 1 && strcmp(line, FIRST) != 0)
			return no_receipt(c, "its first line is another");
		char *colon = strchr(line, ':');
		if (!colon || (colon[1] && colon[1] != ' '))
			return no_receipt(c, "a line that is not 'key: value'");
		*colon = '\0';
		rc = take_line(c, line, colon[1] ? colon + 2 : colon + 1);
	}
	c->line = 0;
	if (rc >= 0 && c->have != ALL)
		rc = no_receipt(c, "it lacks the run, its module or one of its hashes");
	return rc;
}

int ld_receipt_parse(const char *text, size_t n, const char *file, struct ld_receipt *ret, struct lindung_error *err)
{
	struct ld_receipt r = {.engine = "", .office = "", .limits = ""};
	struct reading c = {.r = &r, .file = file, .err = err};
	char *copy = malloc(n + 1);
	int rc = copy ? 0 : ld_nomem(err);
	if (rc >= 0) {
		memcpy(copy, text, n);
		copy[n] = '\0';
		rc = strlen(copy) == n ? take_lines(&c, copy) : no_receipt(&c, "it holds a NUL byte");
	}
	free(copy);
	if (rc < 0) {
		ld_receipt_fini(&r);
		return rc;
	}
	*ret = r;
	return 0;
}

int ld_receipt_read(const char *path, struct ld_receipt *ret, struct lindung_error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		int rc = ld_fail(err, LINDUNG_E_NOT_FOUND, "cannot read receipt '%s': %s", path,
			fd < 0 ? strerror(errno) : "it is no file");
		if (fd >= 0)
			close(fd);
		return rc;
	}
	if (st.st_size > MOST) {
		close(fd);
		return ld_fail(err, LINDUNG_E_LIMIT, "receipt '%s' is larger than the %d MB that one may be", path,
			MOST >> 20);
	}
	char *text = malloc((size_t)st.st_size + 1);
	size_t len = 0;
	ssize_t n = 0;
	while (text && len < (size_t)st.st_size &&
		((n = read(fd, text + len, (size_t)st.st_size - len)) > 0 || (n < 0 && errno == EINTR)))
		len += n > 0 ? (size_t)n : 0;
	close(fd);
	int rc = text ? ld_receipt_parse(text, len, path, ret, err) : ld_nomem(err);
	free(text);
	return rc;
}

void ld_receipt_fini(struct ld_receipt *r)
{
	ld_arena_fini(&r->arena);
	memset(r, 0, sizeof *r);
}
