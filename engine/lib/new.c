/*
 * lindung_new: a regency's starter folder, copied from rules/_template with the folder's own name
 * in place of @OFFICE@, or from another office with the own name in place of its, and what editors
 * need made from its fields. It is made in a folder ".NAME.lindung-XXXXXX" beside its place and
 * renamed when every file is on the disk, so a half-made folder never stands there and nothing that
 * stands there is touched. Of another office only rules, cases and notes are taken: its folder may
 * hold data of people too.
 */
#include "lib/stubs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "report/report.h"

#define MARK "@OFFICE@"

struct making {
	struct ld_arena arena;
	const char *office;
	const char *mark; /* what stands for its name in the files that are copied */
	bool module;      /* the mark is another office's name: only where it begins a module's */
	json_t *files;
};

static int os_error(struct lindung_error *err, const char *what, const char *path)
{
	return errno == ENOMEM ? ld_nomem(err)
			       : ld_fail(err, LINDUNG_E_IO, "cannot %s '%s': %s", what, path, strerror(errno));
}

/* The name becomes the first part of module names: what a rule file can say after require. */
static int check_name(const char *folder, const char *name, struct lindung_error *err)
{
	struct stat st;
	size_t n = strlen(name);
	if (!n || n > LD_MAX_NAME || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != n)
		return ld_fail(err, LINDUNG_E_USAGE,
			"'%s' cannot name an office: use a-z, 0-9 and '_', as in "
			"5315_manggarai_barat",
			name);
	if (lstat(folder, &st) == 0)
		return ld_fail(
			err, LINDUNG_E_USAGE, "'%s' is there already; nothing was changed", folder);
	return 0;
}

/* ---- one file ---- */

static int read_file(const char *path, struct ld_buf *out, struct lindung_error *err)
{
	char block[4096];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, block, sizeof block)) > 0)
		ld_buf_add(out, block, (size_t)n);
	int rc = fd < 0 || n < 0 ? os_error(err, "read", path) : out->failed ? ld_nomem(err) : 0;
	if (fd >= 0)
		close(fd);
	return rc;
}

/* Begins the name of a module: 'kantor.2025', "kantor.desa". */
static bool begins_module(const char *text, const char *mark, size_t n)
{
	return mark > text && (mark[-1] == '"' || mark[-1] == '\'') && mark[n] == '.';
}

static void substitute(const struct making *m, const struct ld_buf *in, struct ld_buf *out)
{
	const char *text = ld_buf_text(in), *p = text;
	size_t n = strlen(m->mark);
	for (const char *mark; (mark = strstr(p, m->mark)); p = mark + n) {
		ld_buf_add(out, p, (size_t)(mark - p));
		ld_buf_puts(out, !m->module || begins_module(text, mark, n) ? m->office : m->mark);
	}
	ld_buf_puts(out, p);
}

int ld_file_make(const char *path, const struct ld_buf *b, struct lindung_error *err)
{
	FILE *f = fopen(path, "wxe");
	if (!f)
		return os_error(err, "make", path);
	bool ok = fwrite(ld_buf_text(b), 1, b->len, f) == b->len && fflush(f) == 0 && fsync(fileno(f)) == 0;
	int cause = errno;
	ok = fclose(f) == 0 && ok;
	errno = ok ? errno : cause;
	return ok ? 0 : os_error(err, "write", path);
}

static int copy_file(struct making *m, const char *from, const char *to, const char *name,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf in = ld_buf_init(LD_MAX_SENT_SOURCE + 1);
	LD_CLEANUP(ld_buf_fini) struct ld_buf out = ld_buf_init(4 * LD_MAX_SENT_SOURCE);
	int rc = read_file(from, &in, err);
	if (rc < 0)
		return rc;
	substitute(m, &in, &out);
	if (out.failed)
		return ld_nomem(err);
	ld_list_add(&m->files, ld_json_text(name));
	return m->files ? ld_file_make(to, &out, err) : ld_nomem(err);
}

/* ---- the tree ---- */

static int is_entry(const struct dirent *e)
{
	return strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int copy_folder(struct making *m, const char *from, const char *to, const char *under,
	struct lindung_error *err);

static bool has_tail(const char *s, const char *tail)
{
	size_t n = strlen(s), t = strlen(tail);
	return n > t && strcmp(s + n - t, tail) == 0;
}

/* A spreadsheet of cases, by its header: the others may be lists of people. */
static bool is_cases(const char *path)
{
	char head[1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, head, sizeof head - 1) : -1;
	if (fd >= 0)
		close(fd);
	head[n > 0 ? n : 0] = '\0';
	head[strcspn(head, "\r\n")] = '\0';
	return strstr(head, "expect") || strstr(head, "harapan");
}

/* Of another office: what rules, cases and sources are written in, and notes. Editors' files are made anew. */
static bool is_copied(const struct making *m, const char *path, const char *name, bool folder)
{
	if (!m->module)
		return true;
	return folder ? strcmp(name, "sources") == 0
		      : *name != '.' && (has_tail(name, ".lua") || has_tail(name, ".md") || (has_tail(name, ".csv") && is_cases(path)));
}

static int copy_entry(struct making *m, const char *from, const char *to, const char *under,
	const char *name, struct lindung_error *err)
{
	const char *source = ld_arena_printf(&m->arena, "%s/%s", from, name);
	const char *target = ld_arena_printf(&m->arena, "%s/%s", to, name);
	const char *shown = ld_arena_printf(&m->arena, "%s%s", under, name);
	const char *below = ld_arena_printf(&m->arena, "%s%s/", under, name);
	struct stat st;
	if (!source || !target || !shown || !below)
		return ld_nomem(err);
	if (stat(source, &st) != 0)
		return os_error(err, "read", source);
	if (!is_copied(m, source, name, S_ISDIR(st.st_mode)))
		return 0;
	if (S_ISREG(st.st_mode) && st.st_size > LD_MAX_SENT_SOURCE)
		return ld_fail(err, LINDUNG_E_LIMIT, "'%s' is larger than the %d MB that any rule file may be", source,
			LD_MAX_SENT_SOURCE >> 20);
	if (S_ISREG(st.st_mode))
		return copy_file(m, source, target, shown, err);
	if (!S_ISDIR(st.st_mode))
		return 0;
	return mkdir(target, 0777) == 0 ? copy_folder(m, source, target, below, err)
					: os_error(err, "make", target);
}

static int copy_folder(struct making *m, const char *from, const char *to, const char *under,
	struct lindung_error *err)
{
	struct dirent **names = NULL;
	int n = scandir(from, &names, is_entry, by_bytes);
	int rc = n < 0 ? os_error(err, "read", from) : 0;
	for (int i = 0; i < n; i++) {
		if (rc >= 0)
			rc = copy_entry(m, from, to, under, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

static void sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

/* Nothing may stand at folder. Not every file system knows RENAME_NOREPLACE. */
static int put_in_place(
	struct making *m, const char *temporary, const char *folder, struct lindung_error *err)
{
	sync_folder(temporary);
	int rc = renameat2(AT_FDCWD, temporary, AT_FDCWD, folder, RENAME_NOREPLACE);
	if (rc != 0 && errno == EINVAL) {
		if (check_name(folder, m->office, err) < 0)
			return err->code;
		rc = rename(temporary, folder);
	}
	if (rc == 0)
		return 0;
	return errno == EEXIST ? check_name(folder, m->office, err) : os_error(err, "make", folder);
}

static bool has_file(const struct making *m, const char *name)
{
	for (size_t i = 0; i < json_array_size(m->files); i++)
		if (strcmp(json_string_value(json_array_get(m->files, i)), name) == 0)
			return true;
	return false;
}

static json_t *next_steps(const struct making *m, const char *folder)
{
	char read[PATH_MAX + 32], test[PATH_MAX + 32], check[PATH_MAX + 32];
	snprintf(read, sizeof read, "read %s/%s", folder, has_file(m, "README.md") ? "README.md" : "NOTES.md");
	snprintf(test, sizeof test, "lindung test %s", folder);
	snprintf(check, sizeof check, "lindung check %s", folder);
	const char *const steps[] = {has_file(m, "README.md") || has_file(m, "NOTES.md") ? read : "", test,
		m->module ? check : "lindung sample --region 53.15 --people 1000 --seed 1 -o contoh.csv"};
	json_t *list = json_array();
	for (size_t i = 0; i < sizeof steps / sizeof *steps && list; i++)
		if (*steps[i])
			ld_list_add(&list, ld_json_text(steps[i]));
	return list;
}

static int answer(struct making *m, const char *folder, struct lindung_result **ret,
	struct lindung_error *err)
{
	return ld_result_new("new",
		json_pack("{s:o, s:O, s:o}", "folder", ld_json_text(folder), "files", m->files, "next",
			next_steps(m, folder)),
		0, ret, err);
}

/* All of it, under its own name: rules know themselves by the name of their folder. */
static int fill(struct making *m, struct lindung *l, const char *template, const char *inside, struct lindung_error *err)
{
	int rc = mkdir(inside, 0777) == 0 ? copy_folder(m, template, inside, "", err) : os_error(err, "make", inside);
	return rc < 0 ? rc : ld_stubs_write(l, inside, &m->files, err);
}

/* The folder takes its place when everything is there, the answer too. */
static int make(struct making *m, struct lindung *l, const char *template, const char *folder,
	struct lindung_result **ret, struct lindung_error *err)
{
	int above = (int)(m->office - folder);
	char *temporary = ld_arena_printf(&m->arena, "%.*s.%s.lindung-XXXXXX", above, folder, m->office);
	char *parent = ld_arena_printf(&m->arena, "%.*s.", above, folder);
	if (!temporary || !parent)
		return ld_nomem(err);
	if (!mkdtemp(temporary))
		return os_error(err, "make", folder);
	char *inside = ld_arena_printf(&m->arena, "%s/%s", temporary, m->office);
	int rc = inside ? fill(m, l, template, inside, err) : ld_nomem(err);
	if (rc >= 0)
		rc = answer(m, folder, ret, err);
	if (rc >= 0)
		rc = put_in_place(m, inside, folder, err);
	if (rc >= 0)
		sync_folder(parent);
	nftw(temporary, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return rc;
}

/* The folder to copy: an office by its folder or its name among the shared rules; NULL: the template. */
static int find_template(struct making *m, const struct lindung *l, const char *from, const char **ret, struct lindung_error *err)
{
	char whole[PATH_MAX];
	m->mark = MARK;
	if (!from) {
		int rc = ld_where_root_file(l, "_template", &m->arena, ret, err);
		return rc < 0 || *ret ? rc : ld_fail(err, LINDUNG_E_NOT_FOUND, "the rule folders hold no '_template'");
	}
	int rc = 0;
	*ret = from;
	if (!ld_folder_is(from) && !strchr(from, '/'))
		rc = ld_where_root_file(l, from, &m->arena, ret, err);
	if (rc < 0)
		return rc;
	if (!*ret || !realpath(*ret, whole) || !ld_folder_is(whole))
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no office '%s': neither a folder here nor one of the rule folders", from);
	m->module = true;
	m->mark = ld_arena_strdup(&m->arena, strrchr(whole, '/') + 1);
	return m->mark ? 0 : ld_nomem(err);
}

int lindung_new(struct lindung *l, const char *folder, const char *from, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct making m = {.files = json_array()};
	char *place = ld_arena_strdup(&m.arena, folder);
	for (size_t n = place ? strlen(place) : 0; n > 1 && place[n - 1] == '/'; n--)
		place[n - 1] = '\0';
	const char *template = NULL;
	struct lindung_result *made = NULL;
	int rc = place && m.files ? find_template(&m, l, from, &template, err) : ld_nomem(err);
	if (rc >= 0) {
		const char *slash = strrchr(place, '/');
		m.office = slash ? slash + 1 : place;
		rc = check_name(place, m.office, err);
	}
	if (rc >= 0)
		rc = make(&m, l, template, place, &made, err);
	json_decref(m.files);
	ld_arena_fini(&m.arena);
	if (rc < 0) {
		lindung_result_free(made);
		return rc;
	}
	*ret = made;
	return 0;
}
