/*
 * Lua while memory runs out, through the door that the engine itself uses: loading a published programme, its cases and a
 * source from their folders, and calling functions of rules. Lua asks a second time after collecting its garbage, so what
 * matters here is memory refused for longer.
 */
#include "../unit/script/rules_test.h"

#include "alloc_sweep.h"
#include "base/digest.h"
#include "lib/certificate.h"
#include "report/report.h"

static const char *const roots[] = {LINDUNG_SOURCE "/rules"};
static const struct ld_dirs dirs = {.office_dir = LINDUNG_SOURCE "/rules/5315_manggarai_barat", .roots = roots, .nroots = 1};
static const char office[] = "5315_manggarai_barat";
static struct ld_loader loader;
static struct ld_programme *programme;
static struct ld_source *from;
static struct ld_cases *cases;

static void put(struct sweep_out *out, const char *text)
{
	sweep_write(out, text, strlen(text));
}

static int open_script(void **ret, struct lindung_error *err)
{
	struct ld_script *s = NULL;
	loader = ld_loader_dirs(&dirs);
	int rc = ld_script_new(&loader, NULL, &s, err);
	*ret = s;
	return rc;
}

static void close_script(void *handle)
{
	ld_script_free(handle);
}

/* ---- loading ---- */

static int load_programme(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	static const struct ld_setting settings[] = {{"order/lottery/seed", "7"}};
	struct ld_findings findings = {0};
	(void)out;
	int rc = ld_script_programme(handle, "5315_manggarai_barat.2024", office, settings, 1, &findings, &programme, err);
	ld_findings_fini(&findings);
	return rc;
}

static void tell_programme(struct sweep_out *out)
{
	char hex[LD_SHA256_TEXT];
	put(out, ld_sha256_hex(programme->digest, hex));
	for (size_t i = 0; i < programme->nrules; i++) {
		struct ld_buf b = ld_buf_init(1 << 16);
		ld_cond_print(programme->rules[i].when, &programme->fields, &b);
		put(out, ld_buf_text(&b));
		ld_buf_fini(&b);
	}
	ld_programme_free(programme);
}

static int load_source(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	struct ld_findings findings = {0};
	(void)out;
	int rc = ld_script_source(handle, "p3ke_individu", office, &findings, &from, err);
	ld_findings_fini(&findings);
	return rc;
}

static void tell_source(struct sweep_out *out)
{
	char hex[LD_SHA256_TEXT];
	put(out, ld_sha256_hex(from->digest, hex));
	for (size_t i = 0; i < from->nmaps; i++)
		put(out, from->fields.items[from->maps[i].field].name);
	ld_source_free(from);
}

static int load_cases(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	struct ld_findings findings = {0};
	(void)out;
	int rc = ld_script_cases(handle, "5315_manggarai_barat.2024_test", office, &findings, &cases, err);
	ld_findings_fini(&findings);
	return rc;
}

static void tell_cases(struct sweep_out *out)
{
	for (size_t i = 0; i < cases->len; i++)
		put(out, cases->items[i].name);
	ld_cases_free(cases);
}

Test(script, programme)
{
	sweep(&(struct sweep){"programme", NULL, open_script, load_programme, tell_programme, close_script}, 40);
}

Test(script, source)
{
	sweep(&(struct sweep){"source", NULL, open_script, load_source, tell_source, close_script}, 30);
}

Test(script, cases)
{
	sweep(&(struct sweep){"cases", NULL, open_script, load_cases, tell_cases, close_script}, 30);
}

/* ---- what a certificate says of it ---- */

static int spell(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	struct ld_buf text = ld_buf_init(1 << 16);
	json_t *doc = json_object();
	char *bytes = doc && ld_certificate_programme(programme, &text, doc) ? ld_json_dumps(doc) : NULL;
	out->len = 0;
	if (bytes)
		put(out, bytes);
	free(bytes);
	json_decref(doc);
	ld_buf_fini(&text);
	return bytes ? 0 : ld_nomem(err);
}

/* Every request: a group whose name found no memory once stood there without it. */
Test(script, certificate)
{
	struct lindung_error err = {0};
	void *s = NULL;
	ld_ok(open_script(&s, &err));
	ld_ok(load_programme(s, &sweep_said, &err));
	close_script(s);
	cr_assert(programme->nquotas, "there are groups to be named");
	sweep(&(struct sweep){.name = "certificate", .call = spell}, 10000);
	ld_programme_free(programme);
}

/* ---- functions ---- */

static const char functions[] =
	"local function join(a, b) local t = { a, b, ('x'):rep(40) } table.sort(t) return table.concat(t, ',') end\n"
	"return programme { id = 'a', as_of = '2024-09-03', eligibility = {\n"
	"  rule { 'teks', reads = { 'pekerjaan', 'kecamatan' }, when = function(p, k)\n"
	"    local n = 0 for w in join(p, k):gmatch('%a+') do n = n + #w end return n > 3 end },\n"
	"  rule { 'salah', reads = { 'pekerjaan' }, when = function(p) error('tidak: ' .. p:upper()) end } },\n"
	"  priority = { score { 'n', reads = { 'desil' }, range = { 0, 99 }, points = function(d)\n"
	"    local t = {} for i = 1, 50 do t[i] = { i } end return #t + d end } } }";

static struct office o;
static struct ld_programme *called;

static int call_function(int func, struct sweep_out *out, struct lindung_error *err)
{
	const struct ld_value texts[] = {{.kind = LD_STR, .len = 6, .s = "petani"}, {.kind = LD_STR, .len = 5, .s = "Pacar"},
		{.kind = LD_STR, .len = 7, .s = "nelayan"}, {.kind = LD_STR, .len = 6, .s = "Boleng"}};
	const struct ld_value numbers[] = {{.kind = LD_I64, .i = 3}, {.kind = LD_I64, .i = 40}};
	struct ld_arena arena = {0};
	struct ld_answer answers[2];
	struct ld_calls calls = ld_script_calls(o.script);
	int rc = calls.call(calls.ctx, func, func == 2 ? numbers : texts, 2, answers, &arena, err);
	out->len = 0;
	for (size_t i = 0; rc >= 0 && i < 2; i++) {
		char text[300];
		snprintf(text, sizeof text, "%d %lld %s:%d\n", (int)answers[i].kind, (long long)answers[i].value.i,
			answers[i].kind == LD_ANSWER_ERROR ? answers[i].message : "", answers[i].line);
		put(out, text);
	}
	ld_arena_fini(&arena);
	return rc;
}

static int call_text(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	return call_function(0, out, err);
}

static int call_wrong(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	return call_function(1, out, err);
}

static int call_points(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	return call_function(2, out, err);
}

Test(script, functions)
{
	office_open(&o);
	int rc = office_load(&o, functions, NULL, 0, &called);
	cr_assert(rc >= 0, "%s", office_said(&o));
	sweep(&(struct sweep){.name = "a condition", .call = call_text}, 60);
	sweep(&(struct sweep){.name = "a condition that raises", .call = call_wrong}, 60);
	sweep(&(struct sweep){.name = "points", .call = call_points}, 300);
	ld_programme_free(called);
	office_close(&o);
}
