/*
 * lindung_bundle and its relatives: an office's folder to one file, and what such a file holds. What belongs in is not
 * guessed from folders but watched: every programme, test and source is loaded, and each file that the loading asked
 * for goes in under the name by which it was asked. All shared sources go in too, so that a bundle needs nothing
 * installed.
 */
#include "lib/lib.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "report/report.h"

struct packing {
	const struct lindung *l;
	struct ld_bundle b;
	size_t cap;
	const struct ld_where *where; /* whose loader is watched */
	struct lindung_error conflict;
};

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* What follows dir and a slash in path, or NULL. */
static const char *below(const char *path, const char *dir)
{
	size_t n = strlen(dir);
	while (n > 1 && dir[n - 1] == '/')
		n--;
	return strncmp(path, dir, n) == 0 && path[n] == '/' ? path + n + 1 : NULL;
}

/* The path as the bundle has it: below the office's or a shared folder, whatever those are called here. */
static const char *portable(struct packing *p, const char *path)
{
	const struct ld_dirs *d = &p->where->dirs;
	const char *rest = d->office_dir ? below(path, d->office_dir) : NULL;
	if (rest)
		return ld_arena_printf(&p->b.arena, "%s/%s", p->b.office, rest);
	for (size_t i = 0; i < d->nroots && !rest; i++)
		rest = below(path, d->roots[i]);
	return ld_arena_strdup(&p->b.arena, rest ? rest : base_of(path));
}

static int grow(struct packing *p, struct lindung_error *err)
{
	size_t cap = p->cap ? p->cap * 2 : 64;
	struct ld_file *files = ld_arena_array(&p->b.arena, cap, sizeof *files);
	uint8_t *kinds = ld_arena_array(&p->b.arena, cap, sizeof *kinds);
	if (!files || !kinds)
		return ld_nomem(err);
	if (p->b.nfiles) {
		memcpy(files, p->b.files, p->b.nfiles * sizeof *files);
		memcpy(kinds, p->b.kinds, p->b.nfiles * sizeof *kinds);
	}
	p->b.files = files;
	p->b.kinds = kinds;
	p->cap = cap;
	return 0;
}

/* A file that a load asked for by this name. */
static int take(struct packing *p, const char *module, const struct ld_file *f, struct lindung_error *err)
{
	const struct ld_file *old = ld_bundle_find(&p->b, module, NULL);
	if (old && memcmp(old->sha256, f->sha256, LD_SHA256) == 0)
		return 0;
	if (old)
		return ld_fail(err, LINDUNG_E_BUNDLE,
			"'%s' is the name of two files, '%s' and '%s'; a bundle can hold one", module, old->path,
			f->path);
	if (p->b.nfiles == p->cap && grow(p, err) < 0)
		return err ? err->code : LINDUNG_E_NOMEM;
	struct ld_file mine = *f;
	mine.module = ld_arena_strdup(&p->b.arena, module);
	mine.path = portable(p, f->path);
	mine.text = ld_arena_strndup(&p->b.arena, f->text, f->len);
	if (!mine.module || !mine.path || !mine.text)
		return ld_nomem(err);
	p->b.files[p->b.nfiles] = mine;
	p->b.kinds[p->b.nfiles++] = LD_BUNDLE_FILE;
	return 0;
}

static int watch(void *ctx, const char *name, const char *beside, struct ld_arena *arena, struct ld_file *ret,
	struct lindung_error *err)
{
	struct packing *p = ctx;
	const struct ld_loader *loader = &p->where->loader;
	int rc = loader->find(loader->ctx, name, beside, arena, ret, err);
	return rc < 0 ? rc : take(p, name, ret, err);
}

static int mark(struct packing *p, const char *module, enum ld_bundle_kind kind)
{
	for (size_t i = 0; i < p->b.nfiles; i++)
		if (strcmp(p->b.files[i].module, module) == 0)
			p->b.kinds[i] = (uint8_t)kind;
	return 0;
}

/* ---- one load each ---- */

static int load(struct packing *p, const struct ld_where *w, enum ld_bundle_kind kind, struct lindung_error *err)
{
	struct ld_loader watched = {.ctx = p, .find = watch};
	struct ld_findings findings = {0};
	struct ld_worker *worker = NULL;
	struct ld_programme *programme = NULL;
	struct ld_cases *cases = NULL;
	struct ld_source *source = NULL;
	p->where = w;
	int rc = ld_worker_new(&watched, &p->l->worker, &worker, err);
	if (rc >= 0 && kind == LD_BUNDLE_PROGRAMME)
		rc = ld_worker_programme(worker, w->module, w->office, NULL, 0, &findings, &programme, err);
	else if (rc >= 0 && kind == LD_BUNDLE_TEST)
		rc = ld_worker_cases(worker, w->module, w->office, &findings, &cases, err);
	else if (rc >= 0)
		rc = ld_worker_source(worker, w->module, w->office, &findings, &source, err);
	ld_source_free(source);
	ld_cases_free(cases);
	ld_programme_free(programme);
	ld_worker_free(worker);
	ld_findings_fini(&findings);
	return rc;
}

static int pack_rules(struct packing *p, const char *path, struct lindung_error *err)
{
	struct ld_where w;
	size_t n = strlen(path);
	bool test = n > 9 && strcmp(path + n - 9, "_test.lua") == 0;
	enum ld_bundle_kind kind = test ? LD_BUNDLE_TEST : LD_BUNDLE_PROGRAMME;
	int rc = ld_where_rules(p->l, path, &w, err);
	if (rc < 0)
		return rc;
	if (!w.office || !ld_bundle_module_valid(w.office, strlen(w.office)) || strchr(w.office, '.'))
		rc = ld_fail(err, LINDUNG_E_USAGE,
			"a bundle is made of an office's own folder, whose name has only letters, digits,"
			" '_' and '-'; '%s' is in none",
			path);
	if (rc >= 0 && !p->b.office && !(p->b.office = ld_arena_strdup(&p->b.arena, w.office)))
		rc = ld_nomem(err);
	if (rc >= 0)
		rc = load(p, &w, kind, err);
	if (rc >= 0)
		mark(p, w.module, kind);
	ld_where_fini(&w);
	return rc;
}

static int pack_source(struct packing *p, const char *name, const char *office, struct lindung_error *err)
{
	struct ld_where w;
	char module[LD_MAX_NAME + 16];
	int rc = ld_where_source(p->l, name, office, &w, err);
	if (rc < 0)
		return rc;
	rc = load(p, &w, LD_BUNDLE_SOURCE, err);
	snprintf(module, sizeof module, "sources.%s", name);
	if (rc >= 0)
		mark(p, module, LD_BUNDLE_SOURCE);
	ld_where_fini(&w);
	return rc;
}

/* ---- a folder ---- */

static int is_source(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);
	return entry->d_name[0] != '.' && n > 4 && n < LD_MAX_NAME && strcmp(entry->d_name + n - 4, ".lua") == 0;
}

static int pack_sources(struct packing *p, const char *folder, const char *office, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	struct dirent **names = NULL;
	const char *sources = ld_arena_printf(&a, "%s/sources", folder);
	int n = sources ? scandir(sources, &names, is_source, alphasort) : 0; /* sorted again by module */
	int rc = !sources || (n < 0 && errno == ENOMEM) ? ld_nomem(err) : 0;
	if (n < 0 && rc >= 0 && errno != ENOENT) /* an office may have none of its own */
		rc = ld_fail(err, LINDUNG_E_IO, "cannot read the folder '%s': %s", sources, strerror(errno));
	for (int i = 0; i < n; i++) {
		names[i]->d_name[strlen(names[i]->d_name) - 4] = '\0';
		if (rc >= 0)
			rc = pack_source(p, names[i]->d_name, office, err);
		free(names[i]);
	}
	free(names);
	return rc;
}

static int pack_folder(struct packing *p, const char *folder, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	const char **paths = NULL;
	size_t n = 0;
	if (!ld_folder_is(folder))
		return ld_fail(err, LINDUNG_E_NOT_FOUND, "there is no folder '%s' of an office", folder);
	int rc = ld_folder_rules(p->l, folder, true, &a, &paths, &n, err);
	for (size_t i = 0; i < n && rc >= 0; i++)
		rc = pack_rules(p, paths[i], err);
	if (rc >= 0)
		rc = pack_sources(p, folder, folder, err);
	for (size_t i = 0; i < p->l->nroots && rc >= 0; i++)
		rc = pack_sources(p, p->l->roots[i], folder, err);
	return rc;
}

/* ---- sorting ---- */

struct entry {
	struct ld_file file;
	uint8_t kind;
};

static int by_module(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	return strcmp(x->file.module, y->file.module);
}

static int sort(struct ld_bundle *b, struct lindung_error *err)
{
	struct entry *all = ld_arena_array(&b->arena, b->nfiles, sizeof *all);
	if (!all)
		return ld_nomem(err);
	for (size_t i = 0; i < b->nfiles; i++)
		all[i] = (struct entry){b->files[i], b->kinds[i]};
	if (b->nfiles)
		qsort(all, b->nfiles, sizeof *all, by_module);
	for (size_t i = 0; i < b->nfiles; i++) {
		b->files[i] = all[i].file;
		b->kinds[i] = all[i].kind;
	}
	return 0;
}

/* ---- answers ---- */

static json_t *files_of(const struct ld_bundle *b)
{
	json_t *list = json_array();
	char hash[LD_SHA256_TEXT];
	for (size_t i = 0; i < b->nfiles && list; i++) {
		const struct ld_file *f = &b->files[i];
		ld_list_add(&list, json_pack("{s:s, s:o, s:o, s:I, s:s}", "kind", ld_bundle_kind_name(b->kinds[i]),
					   "module", ld_json_text(f->module), "path", ld_json_text(f->path), "bytes",
					   (json_int_t)f->len, "sha256", ld_sha256_hex(f->sha256, hash)));
	}
	return list;
}

static int answer(const struct ld_bundle *b, const struct ld_trust *trust, bool ok, struct lindung_result **ret,
	struct lindung_error *err)
{
	static const char *const words[] = {"none", "good", "bad"};
	char key[LD_PUBLIC_TEXT], hash[LD_SHA256_TEXT];
	const struct ld_trusted *known = b->signature == LD_SIGNED && trust ? ld_trust_find(trust, b->signer) : NULL;
	json_t *signer = b->signature == LD_UNSIGNED ? json_null() : json_string(ld_hex(b->signer, LD_PUBLIC, key));
	return ld_result_new("bundle",
		json_pack("{s:b, s:o, s:s, s:o, s:o, s:o, s:s, s:o}", "ok", ok, "office", ld_json_text(b->office),
			"signature", words[b->signature], "signer", signer, "trusted",
			trust && trust->n ? json_boolean(known != NULL) : json_null(), "name",
			known ? ld_json_text_or_null(known->name) : json_null(), "sha256",
			ld_sha256_hex(b->sha256, hash), "files", files_of(b)),
		ok ? 0 : 1, ret, err);
}

/* ---- the calls ---- */

static int gather(struct packing *p, const char *office, struct lindung_error *err)
{
	if (!ld_bundled_is(office)) {
		int rc = pack_folder(p, office, err);
		return rc < 0 ? rc : sort(&p->b, err);
	}
	int rc = ld_bundle_read(office, &p->b, err);
	if (rc >= 0 && p->b.signature == LD_BADLY_SIGNED)
		rc = ld_fail(
			err, LINDUNG_E_SIGNATURE, "the signature of bundle '%s' does not fit its content", office);
	return rc;
}

int lindung_bundle(struct lindung *l, const char *office, const char *key,
	int (*write)(void *ctx, const char *p, size_t n), void *ctx, struct lindung_result **ret,
	struct lindung_error *err)
{
	LD_CLEANUP(ld_buf_fini) struct ld_buf out = ld_buf_init(LD_MAX_BUNDLE + 4096);
	LD_CLEANUP(ld_secret_fini) struct ld_secret secret = {0};
	struct packing p = {.l = l};
	struct ld_bundle made = {0};
	int rc = key ? ld_secret_read(key, &secret, err) : 0;
	if (rc >= 0)
		rc = gather(&p, office, err);
	if (rc >= 0)
		rc = ld_bundle_write(&p.b, key ? secret.seed : NULL, &out, err);
	ld_bundle_fini(&p.b);
	if (rc >= 0)
		rc = ld_bundle_parse(out.data, out.len, office, &made, err);
	if (rc >= 0 && write(ctx, out.data, out.len) != 0)
		rc = ld_fail(err, LINDUNG_E_IO, "the bundle could not be written");
	if (rc >= 0 && ret)
		rc = answer(&made, NULL, true, ret, err);
	ld_bundle_fini(&made);
	return rc < 0 ? rc : 0;
}

int lindung_bundle_check(struct lindung *l, const char *file, struct lindung_result **ret, struct lindung_error *err)
{
	struct ld_bundle b = {0};
	int rc = ld_bundle_read(file, &b, err);
	if (rc < 0)
		return rc;
	bool wanted = l->require_signed || l->trust.n;
	bool ok = b.signature != LD_BADLY_SIGNED &&
		  (!wanted || (b.signature == LD_SIGNED && ld_trust_find(&l->trust, b.signer)));
	rc = answer(&b, &l->trust, ok, ret, err);
	ld_bundle_fini(&b);
	return rc;
}

int lindung_key_new(const char *file, const char *name, struct lindung_result **ret, struct lindung_error *err)
{
	LD_CLEANUP(ld_arena_fini) struct ld_arena a = {0};
	char key[LD_PUBLIC_TEXT];
	struct ld_trusted made;
	const char *public_file;
	int rc = ld_key_make(file, name, &a, &public_file, &made, err);
	if (rc < 0)
		return rc;
	rc = ld_result_new("key",
		json_pack("{s:o, s:o, s:s, s:o}", "secret", ld_json_text(file), "public", ld_json_text(public_file), "key",
			ld_hex(made.key, LD_PUBLIC, key), "name", ld_json_text(made.name)),
		0, ret, err);
	if (rc < 0) { /* a key that nobody is told of is none */
		unlink(file);
		unlink(public_file);
	}
	return rc;
}
