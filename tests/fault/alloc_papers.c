/*
 * The calls around a decision, while memory runs out: folders, bundles and keys, whose signatures count, receipts and
 * certificates and what they prove without the database, the log, letters, persons destroyed, what the machine holds.
 * The setup makes what they read: a receipt of run 1, keys, a signed bundle, and a list from which somebody is gone.
 */
#include "alloc_office.h"

static char place[160], receipt[160], secret[160], public[160], bundle[160], fresh[160]; /* files and folders */
static char receipt_text[8192];

static void no_office(void)
{
	nftw(place, office_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static void no_keys(void)
{
	char other[170];
	snprintf(other, sizeof other, "%s.pub", fresh);
	unlink(fresh);
	unlink(other);
}

static const char *uji(void)
{
	static char path[160];
	snprintf(path, sizeof path, "%s/rules/uji", o.root);
	return path;
}

static const char nik[] = "5315904105800001";

static void no_stubs(void)
{
	static const char *const names[] = {".luacheckrc", ".luarc.json", "editor/fields.lua", "editor/lindung.lua", "editor"};
	char path[200];
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", uji(), names[i]);
		remove(path);
	}
}

CALL(new, lindung_new(l, place, NULL, &r, err))
CALL(stubs, lindung_stubs(l, uji(), &r, err))
CALL(log, lindung_log(l, &r, err))
CALL(receipt, (out->len = 0, lindung_export(l, 1, "receipt", sweep_write, out, &r, err)))
CALL(certificate, (out->len = 0, lindung_export(l, 1, "certificate", sweep_write, out, &r, err)))
CALL(lookups, (out->len = 0, lindung_export(l, 1, "lookups", sweep_write, out, &r, err)))
CALL(letter, lindung_letter(l, nik, 1, &r, err))
CALL(verify_receipt, lindung_verify_receipt(l, receipt_text, &r, err))
CALL(verify_with, lindung_verify_with(l, receipt, o.root, &r, err))
CALL(forget_dry, lindung_forget(l, "2025-06-01", 1, &r, err))
CALL(verify_forgotten, lindung_verify(l, 1, &r, err))
CALL(doctor, lindung_doctor(l, &r, err))
CALL(bundle, (out->len = 0, lindung_bundle(l, uji(), NULL, sweep_write, out, &r, err)))
CALL(bundle_sign, (out->len = 0, lindung_bundle(l, bundle, secret, sweep_write, out, &r, err)))
CALL(bundle_check, lindung_bundle_check(l, bundle, &r, err))
CALL(bundle_run, lindung_run(l, &(struct lindung_run){.rules = bundle}, &r, err))
CALL(trust, lindung_trust(l, (const char *const[]){public}, 1, 0, &r, err))
CALL(trust_told, lindung_trust(l, NULL, 0, 0, &r, err))
CALL(key_new, lindung_key_new(fresh, "Dinas", &r, err))

static int call_sample(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	out->len = 0;
	return lindung_sample(handle, &(struct lindung_sample){.region = "53.15", .people = 40, .seed = 7, .shape = "p3ke",
		.faults = 1}, sweep_write, out, err);
}

static int call_words(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	(void)handle;
	out->len = 0;
	return lindung_words(sweep_write, out, err);
}

/* When the file could not be written anew, the persons are gone all the same, and the next time does the rest. */
static bool deleted;

static void restore_closed(void)
{
	restore_database();
	deleted = false;
}

static int call_forget(void *handle, struct sweep_out *out, struct lindung_error *err)
{
	struct lindung_result *r = untouched;
	(void)out;
	int rc = lindung_forget(handle, "2025-06-01", 0, &r, err);
	deleted |= rc < 0 && strstr(err->message, "what was forgotten is deleted");
	return answer(rc, r);
}

static void tell_forget(struct sweep_out *out)
{
	bool rest = deleted && !lindung_result_count(answered, "runs") && lindung_result_integer(answered, "rewritten");
	tell(out);
	if (rest)
		*out = sweep_expected;
}

/* A pair is never the same twice. */
static void tell_key(struct sweep_out *out)
{
	const char *name = lindung_result_text(answered, "name");
	sweep_write(out, name, strlen(name));
	lindung_result_free(answered);
	answered = NULL;
}

/* Keys come from a folder; the handle reads them when it is opened. */
static int open_trusting(void **ret, struct lindung_error *err)
{
	struct lindung *l = NULL;
	int rc = lindung_open(&(struct lindung_options){.trust = (const char *const[]){o.root, NULL}}, &l, err);
	*ret = l;
	return rc;
}

/* ---- what they read ---- */

static void write_file(const char *path, const struct ld_buf *b)
{
	FILE *f = fopen(path, "w");
	cr_assert(f && fwrite(b->data, 1, b->len, f) == b->len && fclose(f) == 0);
}

static void make_receipt(struct lindung *l)
{
	struct lindung_error err;
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(sizeof receipt_text - 1);
	ld_ok(lindung_export(l, 1, "receipt", office_collect, &b, NULL, &err));
	write_file(receipt, &b);
	strcpy(receipt_text, ld_buf_text(&b));
}

static void make_bundle(struct lindung *l)
{
	struct lindung_error err;
	struct lindung_result *r;
	LD_CLEANUP(ld_buf_fini) struct ld_buf b = ld_buf_init(1 << 20);
	ld_ok(lindung_key_new(secret, NULL, &r, &err));
	lindung_result_free(r);
	ld_ok(lindung_bundle(l, uji(), secret, office_collect, &b, NULL, &err));
	write_file(bundle, &b);
}

/* Agnes is gone from the list, so her row counts for run 1 alone. */
static void replace_people(struct lindung *l)
{
	static const char rest[] = "nik,nama,tanggal_lahir,kecamatan,desa,pekerjaan,desil,tanggungan\n"
				   "5315904105800001,Maria,1980-05-01,Komodo,Gorontalo,petani,1,2\n";
	struct lindung_error err;
	struct lindung_result *r;
	office_write(&o, "lagi.csv", rest);
	ld_ok(lindung_import(l, &(struct lindung_import){.source = "orang", .replace = 1, .nfiles = 1,
		.files = (const char *const[]){office_path(&o, "lagi.csv")}}, &r, &err));
	lindung_result_free(r);
}

static void setup(void)
{
	struct lindung_error err = {0};
	void *l = NULL;
	setup_run();
	snprintf(place, sizeof place, "%s/baru", o.root);
	snprintf(receipt, sizeof receipt, "%s/tanda.txt", o.root);
	snprintf(secret, sizeof secret, "%s/dinas", o.root);
	snprintf(public, sizeof public, "%s/dinas.pub", o.root);
	snprintf(bundle, sizeof bundle, "%s/uji.bundle", o.root);
	snprintf(fresh, sizeof fresh, "%s/lain", o.root);
	ld_ok(open_office(&l, &err));
	make_receipt(l);
	make_bundle(l);
	lindung_close(l);
}

/* Half a year after run 1 paid its last month. */
static void setup_closed(void)
{
	struct lindung_error err = {0};
	void *l = NULL;
	setup();
	setenv("SOURCE_DATE_EPOCH", "1750000000", 1);
	ld_ok(open_office(&l, &err));
	replace_people(l);
	lindung_close(l);
	save_database();
}

static void setup_forgotten(void)
{
	struct lindung_error err = {0};
	struct lindung_result *r;
	void *l = NULL;
	setup_closed();
	ld_ok(open_office(&l, &err));
	ld_ok(lindung_forget(l, "2025-06-01", 0, &r, &err));
	cr_assert_eq(lindung_result_count(r, "runs"), 1);
	lindung_result_free(r);
	lindung_close(l);
}

TestSuite(papers, .init = setup, .fini = teardown);
TestSuite(closed, .init = setup_closed, .fini = teardown);
TestSuite(forgotten, .init = setup_forgotten, .fini = teardown);

SWEEP(papers, new, no_office, 12)
SWEEP(papers, stubs, no_stubs, 12)
SWEEP_TOLD(papers, sample, 12)
SWEEP_TOLD(papers, words, 12)
SWEEP_WARM(papers, log, 12)
SWEEP_WARM(papers, receipt, 12)
SWEEP_WARM(papers, certificate, 12)
SWEEP_WARM(papers, lookups, 12)
SWEEP_WARM(papers, letter, 12)
SWEEP_WARM(papers, verify_receipt, 12)
SWEEP_WARM(papers, verify_with, 12)
SWEEP_WARM(papers, doctor, 12)
SWEEP_WARM(papers, bundle, 12)
SWEEP_WARM(papers, bundle_sign, 12)
SWEEP_WARM(papers, bundle_check, 12)
Test(papers, trusted)
{
	sweep(&(struct sweep){"trusted", NULL, open_trusting, call_bundle_check, tell, close_office}, 12);
}
SWEEP(papers, bundle_run, restore_database, 12)
SWEEP(papers, trust, restore_database, 12)
SWEEP_WARM(papers, trust_told, 12)
Test(papers, key_new)
{
	sweep(&(struct sweep){"key_new", no_keys, open_office, call_key_new, tell_key, close_office}, 12);
}
Test(closed, forget)
{
	sweep(&(struct sweep){"forget", restore_closed, open_office, call_forget, tell_forget, close_office}, 12);
}
SWEEP_WARM(closed, forget_dry, 12)
SWEEP_WARM(forgotten, verify_forgotten, 12)

static const struct written written[] = {{call_stubs, LINDUNG_TEXT}, {call_log, LINDUNG_TEXT}, {call_log, LINDUNG_CSV},
	{call_letter, LINDUNG_TEXT}, {call_verify_with, LINDUNG_TEXT}, {call_forget_dry, LINDUNG_TEXT}, {call_doctor, LINDUNG_TEXT},
	{call_bundle_check, LINDUNG_TEXT}, {call_trust, LINDUNG_TEXT}, {call_certificate, LINDUNG_TEXT}};

Test(closed, written)
{
	sweep_written(written, sizeof written / sizeof *written);
}
