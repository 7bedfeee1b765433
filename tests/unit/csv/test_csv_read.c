/* What the CSV reader takes, refuses and puts at fault, with exact physical lines. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "rows.h"

Test(csv_read, plain_rows)
{
	cr_expect_str_eq(ROWS("a,b\n1,2\n"), "1[a|b] 2[1|2]");
	cr_expect_str_eq(ROWS("a,b\n1,2"), "1[a|b] 2[1|2]");
	cr_expect_str_eq(ROWS("a,b\n,\n"), "1[a|b] 2[|]");
	cr_expect_str_eq(ROWS(" a , b \n"), "1[a|b]");
	cr_expect_str_eq(ROWS("\" a \",\"b\"\"c\"\n"), "1[ a |b\"c]");
	cr_expect_str_eq(ROWS("a"), "1[a]");
	cr_expect_str_eq(ROWS("\"\""), "1[]");
}

Test(csv_read, lines_end_with_lf_crlf_or_cr_and_blank_ones_count)
{
	cr_expect_str_eq(ROWS("a,b\r\n1,2\r\n\r\n3,4\r\n"), "1[a|b] 2[1|2] 4[3|4]");
	cr_expect_str_eq(ROWS("a,b\r1,2\r\r3,4"), "1[a|b] 2[1|2] 4[3|4]");
	cr_expect_str_eq(ROWS("a,b\n \t\n3,4\r\r\n5,6"), "1[a|b] 3[3|4] 5[5|6]");
	cr_expect_str_eq(ROWS("a,\"x\r\ny\"\r\n1,2\r\n"), "1[a|x\r\ny] 3[1|2]");
	cr_expect_str_eq(ROWS("a,\"x\ry\"\r1,2\r"), "1[a|x\ry] 3[1|2]");
	cr_expect_str_eq(ROWS("a,\"x\n\n\ny\"\n1,2\n"), "1[a|x\n\n\ny] 5[1|2]");
}

Test(csv_read, an_open_quote_does_not_swallow_rows)
{
	cr_expect_str_eq(ROWS("a,b\n1,\"x\n2,y\n3,z\n"), "1[a|b] 2!QUOTE 3[2|y] 4[3|z]");
	cr_expect_str_eq(ROWS("a,b\n1,\"x\n2,\"y\"\n3,z\n"), "1[a|b] 2!QUOTE 3[2|y] 4[3|z]");
	cr_expect_str_eq(ROWS("\"\n1\n2\n3\n4\n5\n6\n7\n8\n9\n"), "1!QUOTE 2[1] 3[2] 4[3] 5[4] 6[5] 7[6] 8[7] 9[8] 10[9]");
	cr_expect_str_eq(ROWS("a,b\n1,x\"y\"\n2,y\n"), "1[a|b] 2!QUOTE 3[2|y]");
	cr_expect_str_eq(ROWS("a,b\n1,\"x\" y\n2,y\n"), "1[a|b] 2!QUOTE 3[2|y]");
	cr_expect_str_eq(ROWS("a,b\n1,\"x"), "1[a|b] 2!QUOTE");
	cr_expect_str_eq(ROWS("a,b\r1,\"x\r2,y\r"), "1[a|b] 2!QUOTE 3[2|y]");
	cr_expect_str_eq(ROWS("a,b\r\n1,\"x\r\n2,y\r\n"), "1[a|b] 2!QUOTE 3[2|y]");
}

Test(csv_read, two_open_quotes_do_not_swallow_the_rows_between)
{
	cr_expect_str_eq(ROWS_OF(3, "0,a,b\n1,a,\"x\n2,b,y\n3,c,z\"\n4,d,v\n"),
		"1[0|a|b] 2!QUOTE 3[2|b|y] 4!QUOTE 5[4|d|v]");
	cr_expect_str_eq(ROWS_OF(2, "0,a\n1,\"x\n2,y\n3,z\"\n4,d\n"), "1[0|a] 2!QUOTE 3[2|y] 4!QUOTE 5[4|d]");
	cr_expect_str_eq(ROWS_OF(1, "a\n\"x\ny\"\nz\n"), "1[a] 2!QUOTE 3!QUOTE 4[z]");
	cr_expect_str_eq(ROWS_OF(3, "0,a,b\n1,\"a,x\n2,b\",y\n4,d,v\n"), "1[0|a|b] 2!QUOTE 3!QUOTE 4[4|d|v]");
	cr_expect_str_eq(ROWS_OF(3, "0,a,b\n1,\"a\n2,b\",y,z\n4,d,v\n"), "1[0|a|b] 2!QUOTE 3!QUOTE 4[4|d|v]");
	cr_expect_str_eq(ROWS_OF(3, "0,a,b\n1,\"a,x\n2,b,y\"\n4,d,v\n"), "1[0|a|b] 2!QUOTE 3!QUOTE 4[4|d|v]");
}

Test(csv_read, an_address_over_two_lines_is_one_cell)
{
	cr_expect_str_eq(ROWS_OF(3, "1,\"Jl. Komodo, RT 2\nDesa Nanga\",x\n2,b,y\n"),
		"1[1|Jl. Komodo, RT 2\nDesa Nanga|x] 3[2|b|y]");
}

Test(csv_read, the_separator_is_found)
{
	cr_expect_str_eq(ROWS("a;b\n1,5;2,5\n2,5;3\n"), "1[a|b] 2[1,5|2,5] 3[2,5|3]");
	cr_expect_str_eq(ROWS("a|b|c\n1|2;3|4\n"), "1[a|b|c] 2[1|2;3|4]");
	cr_expect_str_eq(ROWS("a\tb\n1\t\n\t\n"), "1[a|b] 2[1|] 3[|]");
	cr_expect_str_eq(ROWS("DAFTAR, 2024\n\na;b;c\n1;\"x,y,z\";3\n"), "1[DAFTAR, 2024] 3[a|b|c] 4[1|x,y,z|3]");
	cr_expect_str_eq(ROWS("a,b;c;d\n1,2;3;4\n"), "1[a,b|c|d] 2[1,2|3|4]");
	cr_expect_str_eq(rows_read("a;b,c\n", 6, (struct ld_csv_options){.delimiter = ','}, 0), "1[a;b|c]");
}

Test(csv_read, a_byte_order_mark_is_no_part_of_the_header)
{
	cr_expect_str_eq(ROWS("\xEF\xBB\xBFnik,b\n"), "1[nik|b]");
	cr_expect_str_eq(ROWS("\xEF\xBB\xBF\"nik\",b\n"), "1[nik|b]");
	cr_expect_str_eq(rows_read("\xEF\xBB\xBF" "Andr\xC3\xA9,b\n", 11, (struct ld_csv_options){.encoding = LD_LATIN1}, 0),
		"1[Andr\xC3\xA9|b]");
}

Test(csv_read, encodings_are_decoded_and_never_guessed)
{
	struct ld_csv_options latin1 = {.encoding = LD_LATIN1}, windows = {.encoding = LD_WINDOWS1252};
	cr_expect_str_eq(ROWS("a,b\nMa\x92ruf,1\nx,2\n"), "1[a|b] 2!ENCODING 3[x|2]");
	cr_expect_str_eq(rows_read("Ma\x92ruf,1\n", 9, windows, 0), "1[Ma\xE2\x80\x99ruf|1]");
	cr_expect_str_eq(rows_read("Andr\xE9,\x80\n", 8, windows, 0), "1[Andr\xC3\xA9|\xE2\x82\xAC]");
	cr_expect_str_eq(rows_read("Andr\xE9,1\n", 8, latin1, 0), "1[Andr\xC3\xA9|1]");
	cr_expect_str_eq(rows_read("a,\"\x81\nb\"\nc,d\n", 12, windows, 0), "1!ENCODING 3[c|d]");
}

Test(csv_read, what_is_no_csv_is_refused_with_what_to_do)
{
	cr_expect_str_eq(ROWS("\xFF\xFEn\0i\0k\0\n\0"), "ENCODING");
	cr_expect_str_eq(ROWS("\xFE\xFF\0n\0i\0k"), "ENCODING");
	cr_expect_str_eq(ROWS("n\0i\0k\0\n\0"), "ENCODING");
	cr_expect_str_eq(ROWS("a,b\n1,\0002\n"), "ENCODING");
	cr_expect_str_eq(ROWS("PK\003\004\0\0"), "CSV");
	cr_expect_str_eq(ROWS("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"), "CSV");
	cr_expect_str_eq(ROWS("  <HTML><body><table>"), "CSV");
	cr_expect_str_eq(ROWS(""), "CSV");
	cr_expect_str_eq(ROWS("\n\r\n \n"), "CSV");
	struct lindung_error err;
	struct ld_csv_options o = {0};
	struct rows r = {.out = ld_buf_init(100)};
	ld_csv_read_mem("\xFF\xFEn\0", 4, "t.csv", &o, rows_add, &r, NULL, &err);
	cr_expect(strstr(err.message, "CSV UTF-8"), "%s", err.message);
}

Test(csv_read, caps_hold)
{
	static char big[3 * LD_MAX_ROW];
	memset(big, 'x', sizeof big);
	big[LD_MAX_CELL] = '\n';
	big[LD_MAX_CELL + 1] = '\n';
	big[2 * LD_MAX_CELL + 3] = '\n';
	memcpy(big + sizeof big - 5, "\na,b\n", 5);
	const char *got = rows_read(big, sizeof big, (struct ld_csv_options){0}, 0);
	cr_expect(strncmp(got, "1[x", 3) == 0);
	cr_expect_str_eq(got + strlen(got) - 26, "xx] 3!LIMIT 4!LIMIT 5[a|b]");
	memset(big, ',', LD_MAX_COLUMNS);
	memcpy(big + LD_MAX_COLUMNS, "\nb", 3);
	cr_expect_str_eq(rows_read(big, LD_MAX_COLUMNS + 2, (struct ld_csv_options){0}, 0), "1!LIMIT 2[b]");
}

static int stop_at_three(void *ctx, const struct ld_csv_row *row, struct lindung_error *err)
{
	(*(int *)ctx)++;
	return row->line == 3 ? ld_fail(err, LINDUNG_E_CANCELLED, "enough") : 0;
}

Test(csv_read, the_caller_can_stop)
{
	int calls = 0;
	struct lindung_error err;
	struct ld_csv_options o = {0};
	const char text[] = "a\nb\nc\nd\n";
	cr_expect_eq(ld_csv_read_mem(text, 8, "t.csv", &o, stop_at_three, &calls, NULL, &err), LINDUNG_E_CANCELLED);
	cr_expect_eq(calls, 3);
	cr_expect_str_eq(err.message, "enough");
}

Test(csv_read, a_file_gives_its_size_and_hash_and_reads_as_memory_does)
{
	FILE *f = tmpfile();
	struct ld_buf text = ld_buf_init(8 << 20);
	for (int i = 0; i < 60000; i++)
		ld_buf_printf(&text, "%d,\"nama %d\r\nbaris dua\",\"x\"\"y\"\r\n", i, i);
	fwrite(text.data, 1, text.len, f);
	fflush(f);
	rewind(f);
	uint8_t hash[LD_SHA256];
	int64_t bytes;
	struct lindung_error err;
	struct ld_csv_options o = {0};
	struct ld_csv_info info;
	struct rows r = {.out = ld_buf_init(16 << 20)};
	cr_assert_eq(ld_csv_hash(fileno(f), "t.csv", hash, &bytes, &err), 0);
	cr_assert_eq(ld_csv_read(fileno(f), "t.csv", &o, rows_add, &r, &info, &err), 0, "%s", err.message);
	cr_expect_eq(bytes, (int64_t)text.len);
	cr_expect_eq(info.bytes, bytes);
	cr_expect_eq(info.delimiter, ',');
	cr_expect_arr_eq(info.sha256, hash, LD_SHA256);
	cr_expect(strcmp(ld_buf_text(&r.out), rows_read(text.data, text.len, o, 0)) == 0);
	cr_expect(strstr(ld_buf_text(&r.out), "119999[59999|nama 59999\r\nbaris dua|x\"y]"));
	ld_buf_fini(&text);
	ld_buf_fini(&r.out);
	fclose(f);
}
