/*
 * lindung_new: a regency's starter folder, copied from rules/_template with the folder's own name
 * in place of @OFFICE@, and what editors need made from its fields. It is made in a folder
 * ".NAME.lindung-XXXXXX" beside its place and renamed when every file is on the disk, so a half-made
 * folder never stands there and nothing that stands there is touched.
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

static void substitute(const struct ld_buf *in, const char *office, struct ld_buf *out)
{
	const char *p = ld_buf_text(in);
	for (const char *mark; (mark = strstr(p, MARK)); p = mark + strlen(MARK)) {
		ld_buf_add(out, p, (size_t)(mark - p));
		ld_buf_puts(out, office);
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
	LD_CLEANUP(ld_buf_fini) struct ld_buf in = ld_buf_init(LD_MAX_RULE_SOURCE);
	LD_CLEANUP(ld_buf_fini) struct ld_buf out = ld_buf_init(4 * LD_MAX_RULE_SOURCE);
	int rc = read_file(from, &in, err);
	if (rc < 0)
		return rc;
	substitute(&in, m->office, &out);
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

static json_t *next_steps(const char *folder)
{
	char test[PATH_MAX + 32], check[PATH_MAX + 32], read[PATH_MAX + 32];
	snprintf(read, sizeof read, "read %s/README.md", folder);
	snprintf(test, sizeof test, "lindung test %s", folder);
	snprintf(check, sizeof check,
		"lindung sample --region 53.15 --people 1000 --seed 1 -o contoh.csv");
	json_t *list = json_array();
	const char *const steps[] = {read, test, check};
	for (size_t i = 0; i < sizeof steps / sizeof *steps && list; i++)
		ld_list_add(&list, ld_json_text(steps[i]));
	return list;
}

static int answer(struct making *m, const char *folder, struct lindung_result **ret,
	struct lindung_error *err)
{
	return ld_result_new("new",
		json_pack("{s:o, s:O, s:o}", "folder", ld_json_text(folder), "files", m->files, "next",
			next_steps(folder)),
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

int lindung_new(struct lindung *l, const char *folder, struct lindung_result **ret,
	struct lindung_error *err)
{
	struct making m = {.files = json_array()};
	char *place = ld_arena_strdup(&m.arena, folder);
	for (size_t n = place ? strlen(place) : 0; n > 1 && place[n - 1] == '/'; n--)
		place[n - 1] = '\0';
	const char *template = NULL;
	struct lindung_result *made = NULL;
	int rc = place && m.files ? ld_where_root_file(l, "_template", &m.arena, &template, err)
				  : ld_nomem(err);
	if (rc >= 0) {
		const char *slash = strrchr(place, '/');
		m.office = slash ? slash + 1 : place;
		rc = check_name(place, m.office, err);
	}
	if (rc >= 0 && !template)
		rc = ld_fail(err, LINDUNG_E_NOT_FOUND, "the rule folders hold no '_template'");
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
