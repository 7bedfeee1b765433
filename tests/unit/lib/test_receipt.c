/* Receipts as they come back from outside: what is needed is read, what is wrong is refused. */
#include <string.h>

#include "ld_test.h"
#include "lib/again.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define HASHES "rules: " A "\ndata: " B "\nresult: " C "\n"
#define HEAD "lindung-receipt: 1\nrun: 7\nmodule: kantor.2025\n"

static int parse(const char *text, struct ld_receipt *ret, struct lindung_error *err)
{
	return ld_receipt_parse(text, strlen(text), "r", ret, err);
}

Test(receipt, what_is_needed_is_read)
{
	struct lindung_error err;
	struct ld_receipt r;
	ld_ok(parse(HEAD "office: kantor\nengine: lindung 9.9.9\r\nlimits: instructions=5\nstopped: no\n" HASHES
			 "rule-file: " A " fields\nrule-file: " B " kantor.2025\n"
			 "setting: order/lottery/seed=a=b\nsetting: funders/x/budget=1\n"
			 "delivered: 1, simple, add\ndelivered: 3, bpjs_peserta, replace\n"
			 "source-file: " C " sources.simple, delivery 1\n"
			 "data-file: " B " simple, delivery 1, 12 bytes, name 1\n"
			 "data-file: " A " bpjs_peserta, delivery 3, 7 bytes\n"
			 "seen: 2\nseen: 5\nfunder: APBD, 12 months from 2025-01, 9 people, 10 rupiah\n"
			 "a-line-of-later: anything\nseed:\n",
		&r, &err));
	cr_expect_eq(r.run, 7);
	cr_expect_str_eq(r.module, "kantor.2025");
	cr_expect_str_eq(r.office, "kantor");
	cr_expect_str_eq(r.engine, "lindung 9.9.9");
	cr_expect_str_eq(r.limits, "instructions=5");
	cr_expect(!r.stopped);
	cr_expect_eq(r.data[31], 0xbb);
	cr_assert_eq(r.files.n, 2u);
	cr_expect_str_eq(r.files.items[1].name, "kantor.2025");
	cr_assert_eq(r.nsettings, 2u);
	cr_expect_str_eq(r.settings[0].path, "order/lottery/seed");
	cr_expect_str_eq(r.settings[0].value, "a=b");
	cr_assert_eq(r.ndeliveries, 2u);
	cr_expect(!r.deliveries[0].replace && r.deliveries[1].replace);
	cr_expect_eq(r.deliveries[1].number, 3);
	cr_expect_str_eq(r.deliveries[1].source, "bpjs_peserta");
	cr_assert_eq(r.definitions.n, 1u);
	cr_expect_str_eq(r.definitions.items[0].name, "sources.simple");
	cr_assert_eq(r.data_files.n, 2u);
	cr_expect_str_eq(r.data_files.items[0].name, "name 1");
	cr_expect_str_eq(r.data_files.items[1].name, "bpjs_peserta");
	cr_expect_eq(r.data_files.items[1].delivery, 3);
	cr_assert_eq(r.nseen, 2u);
	cr_expect_eq(r.seen[1], 5);
	cr_assert_eq(r.nwindows, 1u);
	cr_expect_str_eq(r.windows[0].funder, "APBD");
	cr_expect_eq(r.windows[0].months, 12);
	cr_expect_eq(r.windows[0].from, 2025 * 12);
	ld_receipt_fini(&r);
}

Test(receipt, what_is_wrong_is_refused)
{
	static const char *const bad[] = {
		"",
		"lindung-receipt: 2\nrun: 7\nmodule: m\n" HASHES,
		"run: 7\n" HEAD HASHES,
		HEAD,
		"lindung-receipt: 1\nmodule: m\n" HASHES,
		HEAD HASHES "no key here\n",
		HEAD HASHES "key:value\n",
		HEAD "rules: " A "0\ndata: " B "\nresult: " C "\n",
		HEAD "rules: " A " x\ndata: " B "\nresult: " C "\n",
		"lindung-receipt: 1\nrun: 0\nmodule: m\n" HASHES,
		"lindung-receipt: 1\nrun: 7x\nmodule: m\n" HASHES,
		HEAD HASHES "rule-file: " A "\n",
		HEAD HASHES "rule-file: AAAA fields\n",
		HEAD HASHES "source-file: " A " fields\n",
		HEAD HASHES "data-file: " A " simple, delivery x, 1 bytes\n",
		HEAD HASHES "delivered: 1, simple\n",
		HEAD HASHES "delivered: 1, simple, both\n",
		HEAD HASHES "delivered: -1, simple, add\n",
		HEAD HASHES "setting: no value\n",
		HEAD HASHES "seen: -3\n",
		HEAD HASHES "seen: 99999999999999999999\n",
		HEAD HASHES "funder: APBD\n",
		HEAD HASHES "funder: APBD, 0 months from 2025-01, x\n",
		HEAD HASHES "funder: APBD, 12 months from 2025-13, x\n",
		HEAD HASHES "funder: APBD, 12 months from \n",
	};
	struct lindung_error err;
	struct ld_receipt r;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_expect_eq(parse(bad[i], &r, &err), LINDUNG_E_USAGE, "%zu: %s", i, bad[i]);
	cr_expect_eq(ld_receipt_parse(HEAD HASHES "\0", sizeof HEAD HASHES, "r", &r, &err), LINDUNG_E_USAGE);
	ld_ok(parse(HEAD HASHES, &r, &err));
	ld_receipt_fini(&r);
}
