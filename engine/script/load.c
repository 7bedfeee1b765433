/*
 * The public entries that load: a programme, a source, the cases of a programme. Each forgets what
 * the script held before, runs its files and reads their result inside one protected call, and
 * hands the result over only when nothing was wrong. A raised error is a finding too, so `check`
 * lists it beside the others.
 */
#include <stdlib.h>
#include <string.h>

#include "script/internal.h"

struct job {
	struct ld_script *s;
	const char *module, *name;
	const struct ld_setting *settings;
	size_t nsettings;
	struct ld_programme *programme;
	struct ld_source *source;
	struct ld_cases *cases;
};

/* Forget earlier loads: their objects point into arenas that may be gone. */
static void reset(struct ld_script *s)
{
	lua_State *L = s->L;
	ld_arena_fini(&s->arena);
	s->files = NULL;
	s->nfiles = s->cfiles = 0;
	s->funcs = NULL;
	s->nfuncs = s->cfuncs = s->ntables = 0;
	s->fields = NULL;
	s->fields_limit = LD_MAX_FIELDS;
	s->overruns = NULL;
	s->owner_what = s->owner = NULL;
	s->faulted = false;
	lua_newtable(L);
	lua_rawseti(L, LUA_REGISTRYINDEX, s->funcs_ref);
	lua_newtable(L);
	lua_rawseti(L, LUA_REGISTRYINDEX, s->loaded_ref);
	s->out_paths = ld_out_array(s, LD_MAX_FILES, sizeof *s->out_paths);
}

static struct ld_place module_place(struct ld_script *s, const char *module)
{
	for (size_t i = 0; i < s->nfiles; i++)
		if (strcmp(s->files[i].module, module) == 0)
			return ld_out_place(s, (struct ld_place){s->files[i].path, 1});
	return (struct ld_place){NULL, 0};
}

/* The result of a module must be an object of this kind; pushes it, -1 after a fault. */
static int load_object(
	struct ld_script *s, const char *module, enum ld_kind kind, const char *suffix)
{
	char what[LD_DESCRIBE];
	ld_load_module(s->L, module);
	if (ld_is(s->L, -1, kind))
		return 0;
	s->owner_what = s->owner = NULL;
	return ld_fault(s, module_place(s, module),
		kind == LD_K_CASES ? LINDUNG_E_CASES : LINDUNG_E_MODULE, NULL,
		LD_RETURNS "%s, not %s %s", ld_describe(s->L, -1, what), ld_kind_name(kind),
		suffix);
}

/* Keep the settings with the result. */
static void copy_settings(const struct job *j)
{
	struct ld_script *s = j->s;
	struct ld_programme *p = j->programme;
	p->settings = ld_out_array(s, j->nsettings, sizeof *p->settings);
	p->nsettings = j->nsettings;
	for (size_t i = 0; i < j->nsettings; i++) {
		p->settings[i].path =
			ld_out_text(s, j->settings[i].path, strlen(j->settings[i].path));
		p->settings[i].value =
			ld_out_text(s, j->settings[i].value, strlen(j->settings[i].value));
	}
}

/* The programme object stands at the top of the stack. */
static int finish_programme(const struct job *j)
{
	struct ld_script *s = j->s;
	struct ld_programme *p = j->programme;
	for (size_t i = 0; i < j->nsettings; i++) {
		if (ld_apply_set(s, lua_gettop(s->L), &j->settings[i]) < 0)
			return -1;
		lua_replace(s->L, -2);
	}
	int rc = ld_read_programme(s, lua_gettop(s->L), p);
	p->files = ld_out_files(s, &p->nfiles);
	copy_settings(j);
	ld_files_digest(p->files, p->nfiles, p->settings, p->nsettings, p->digest);
	return rc;
}

static int run_programme(lua_State *L)
{
	struct job *j = lua_touserdata(L, 1);
	struct ld_script *s = j->s;
	reset(s);
	j->programme->module = ld_out_text(s, j->module, strlen(j->module));
	bool bad = ld_read_fields(s, &j->programme->fields) < 0;
	if (load_object(s, j->module, LD_K_PROGRAMME, "{ … }") < 0 || bad)
		return 0;
	finish_programme(j);
	return 0;
}

static int run_source(lua_State *L)
{
	struct job *j = lua_touserdata(L, 1);
	struct ld_script *s = j->s;
	struct ld_source *src = j->source;
	char module[LD_MAX_NAME + 16] = "sources.";
	reset(s);
	if (strlen(j->name) > LD_MAX_NAME)
		ld_raise(L, LINDUNG_E_MODULE, NULL, "'%.80s' is not the name of a source", j->name);
	strcat(module, j->name);
	bool bad = ld_read_fields(s, &src->fields) < 0;
	if (load_object(s, module, LD_K_SOURCE, "{ … }") < 0 || bad)
		return 0;
	ld_read_source(s, lua_gettop(L), src);
	src->files = ld_out_files(s, &src->nfiles);
	ld_files_digest(src->files, src->nfiles, NULL, 0, src->digest);
	return 0;
}

static int run_cases(lua_State *L)
{
	struct job *j = lua_touserdata(L, 1);
	struct ld_script *s = j->s;
	reset(s);
	j->programme->module = ld_out_text(s, j->module, strlen(j->module));
	bool bad = ld_read_fields(s, &j->programme->fields) < 0;
	if (load_object(s, j->module, LD_K_CASES, "(p) { … }") < 0 || bad)
		return 0;
	int cases = lua_gettop(L);
	ld_open_table(L, cases);
	lua_getfield(L, -1, "programme");
	if (finish_programme(j) < 0)
		return 0;
	ld_read_cases(s, cases, j->module, j->cases);
	return 0;
}

/* One load: 0 when nothing was wrong. */
static int load(struct ld_script *s, lua_CFunction run, struct job *j, struct ld_arena *out,
	struct ld_findings *findings, struct lindung_error *err)
{
	struct ld_findings own = {0};
	struct lindung_error said = {0};
	s->findings = findings ? findings : &own;
	size_t before = s->findings->len;
	s->out = out;
	s->phase = LD_LOADING;
	s->programme = NULL;
	ld_allow(s, s->limits.loading);
	int rc = ld_protect(s, run, j, &said);
	if (rc && rc != LINDUNG_E_NOMEM && ld_findings_add_error(s->findings, &said))
		rc = LINDUNG_E_NOMEM;
	if (rc == LINDUNG_E_NOMEM) {
		ld_nomem(err);
	} else if (rc || s->faulted) {
		struct ld_findings mine = *s->findings;
		mine.items += before;
		mine.len -= before;
		rc = ld_findings_error(&mine, err);
		if (!rc) /* the list was full: only what was raised is known */
			rc = said.code ? (err ? (*err = said, said.code) : said.code)
				       : ld_fail(err, LINDUNG_E_LIMIT, "more than %d findings",
						 LD_MAX_FINDINGS);
	}
	ld_findings_fini(&own);
	s->findings = NULL;
	s->out = NULL;
	s->fields = NULL;
	s->phase = LD_IDLE;
	return rc;
}

/* Its functions can be called from now on. */
static int callable(struct ld_script *s, const struct ld_programme *p, struct lindung_error *err)
{
	s->overruns = ld_arena_array(&s->arena, p->nfuncs, sizeof *s->overruns);
	if (!s->overruns)
		return ld_nomem(err);
	s->programme = p;
	return 0;
}

int ld_script_programme(struct ld_script *s, const char *module, const char *office,
	const struct ld_setting *settings, size_t nsettings, struct ld_findings *findings,
	struct ld_programme **ret, struct lindung_error *err)
{
	struct ld_programme *p = calloc(1, sizeof *p);
	if (!p)
		return ld_nomem(err);
	struct job j = {.s = s,
		.module = module,
		.settings = settings,
		.nsettings = nsettings,
		.programme = p};
	s->office = office;
	int rc = load(s, run_programme, &j, &p->arena, findings, err);
	rc = rc ? rc : callable(s, p, err);
	if (rc) {
		ld_programme_free(p);
		return rc;
	}
	*ret = p;
	return 0;
}

int ld_script_source(struct ld_script *s, const char *name, const char *office,
	struct ld_findings *findings, struct ld_source **ret, struct lindung_error *err)
{
	struct ld_source *src = calloc(1, sizeof *src);
	if (!src)
		return ld_nomem(err);
	struct job j = {.s = s, .name = name, .source = src};
	s->office = office;
	int rc = load(s, run_source, &j, &src->arena, findings, err);
	if (rc) {
		ld_source_free(src);
		return rc;
	}
	*ret = src;
	return 0;
}

int ld_script_cases(struct ld_script *s, const char *module, const char *office,
	struct ld_findings *findings, struct ld_cases **ret, struct lindung_error *err)
{
	struct ld_cases *c = calloc(1, sizeof *c);
	if (!c)
		return ld_nomem(err);
	c->programme = calloc(1, sizeof *c->programme);
	if (!c->programme) {
		free(c);
		return ld_nomem(err);
	}
	struct job j = {.s = s, .module = module, .programme = c->programme, .cases = c};
	s->office = office;
	int rc = load(s, run_cases, &j, &c->programme->arena, findings, err);
	rc = rc ? rc : callable(s, c->programme, err);
	if (rc) {
		ld_cases_free(c);
		return rc;
	}
	*ret = c;
	return 0;
}
