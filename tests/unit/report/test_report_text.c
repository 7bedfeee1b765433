/* Documents as people read them: what must be there, how numbers stand, and that nothing of a
 * document can move a cursor. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/utf8.h"
#include "report/report.h"

static char *render(const char *kind, const char *json, const struct lindung_render *how)
{
	json_error_t e;
	json_t *doc = json_loads(json, 0, &e);
	cr_assert_not_null(doc, "%s", e.text);
	struct ld_buf out = ld_buf_init(1 << 20);
	cr_assert_eq(ld_report_text(doc, kind, how, &out), 0);
	char *copy = strdup(ld_buf_text(&out));
	ld_buf_fini(&out);
	json_decref(doc);
	return copy;
}

static void has(const char *kind, const char *json, const char *const *lines)
{
	char *text = render(kind, json, &(struct lindung_render){0});
	for (; *lines; lines++)
		cr_expect(strstr(text, *lines), "'%s' is not in\n%s", *lines, text);
	free(text);
}

#define HAS(kind, json, ...) has(kind, json, (const char *const[]){__VA_ARGS__, NULL})

Test(report_text, money_reads_as_an_equation)
{
	HAS("run",
		"{\"counts\":{},\"funders\":[{\"id\":\"APBD\",\"budget\":201600000,\"people\":1000,"
		"\"committed\":201600000,"
		"\"remainder\":0,\"from\":\"2024-07\",\"months\":12,\"cost\":201600,\"places\":"
		"1000}]}",
		"1,000 × Rp201,600 = Rp201,600,000", "12 months, July 2024 to June 2025",
		"places for 1,000");
}

Test(report_text, what_a_split_leaves_over_is_said)
{
	HAS("run",
		"{\"counts\":{},\"funders\":[{\"id\":\"APBDes\",\"budget\":10001,\"people\":0,"
		"\"committed\":0,\"remainder\":10001,\"from\":\"2024-07\",\"months\":12,"
		"\"unit\":300,\"unsplit\":101}]}",
		"Rp101 of the total cannot be split in units of Rp300");
}

Test(report_text, the_fault_of_a_score_is_shown)
{
	HAS("explain",
		"{\"nik\":\"1\",\"status\":\"undecided\",\"scores\":[{\"id\":\"s\",\"points\":0,"
		"\"low\":0,\"high\":0,\"outcome\":\"error\",\"values\":{},\"message\":\"a.lua line "
		"3: dibagi nol\"}]}",
		"fault: a.lua line 3: dibagi nol");
}

Test(report_text, published_figures_show_what_they_imply)
{
	HAS("run",
		"{\"counts\":{},\"published\":[{\"title\":\"Belu\",\"people\":5892,\"amount\":"
		"1175126400,\"cost\":201600,"
		"\"people_of_amount\":5829,\"amount_of_people\":1187827200,\"agrees\":false}]}",
		"Belu: 5,892 people, Rp1,175,126,400: they do not agree",
		"Rp1,175,126,400 = 5,829 × Rp201,600; 5,892 people would cost Rp1,187,827,200");
}

Test(report_text, nearly_all_is_not_all_and_few_are_not_none)
{
	HAS("run",
		"{\"counts\":{\"workers\":100000,\"eligible\":99999,\"selected\":1,\"reserve\":0}}",
		">99.9%", "<0.1%", "0.0%");
}

Test(report_text, what_binds_is_said_in_words)
{
	HAS("explain",
		"{\"nik\":\"5315************\",\"status\":\"reserve\",\"rank\":1204,"
		"\"constraint\":\"cap desa=Golo Bilas;money APBD\"}",
		"5315************ is eligible and in reserve, place 1,204: the quota desa=Golo "
		"Bilas is full; the\n"
		"money of APBD is spent.");
}

Test(report_text, every_value_names_its_place)
{
	HAS("explain",
		"{\"nik\":\"x\",\"status\":\"refused\",\"rules\":[{\"id\":\"miskin\",\"outcome\":"
		"\"false\",\"reason\":\"desil 5\","
		"\"values\":{\"desil\":{\"value\":5,\"source\":\"p3ke\",\"file\":\"p3ke.csv\","
		"\"line\":1042}}}]}",
		"x is refused: 1 rule is not met.", "NOT MET  miskin\n           desil 5\n",
		"desil = 5  p3ke, p3ke.csv line 1042");
}

Test(report_text, an_import_adds_up)
{
	HAS("import",
		"{\"delivery\":1,\"source\":\"p3ke\",\"files\":[{\"file\":\"a.csv\",\"read\":1000,"
		"\"stored\":990,\"quarantined\":8,"
		"\"unchanged\":2}],\"quarantined\":8,\"quarantine\":[{\"file\":\"a.csv\",\"line\":"
		"1042,\"column\":\"desil\","
		"\"value\":\"x\",\"code\":\"INTEGER\",\"reason\":\"not a number\"}]}",
		"a.csv  1,000 =    990 +           8 +         2",
		"1042  desil   'x'    not a number [INTEGER]", "and 7 more");
}

static const char hostile[] = "{\"runs\":[{\"run\":1,\"programme\":\"a\\u001b[2J\\u202egnp\\nb\","
			      "\"as_of\":\"2024-01-01\","
			      "\"created_at\":\"2024-01-0é\",\"result\":\"\"}]}";

Test(report_text, nothing_moves_the_cursor)
{
	char *text = render("runs", hostile, &(struct lindung_render){0});
	for (const char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		cr_expect(ld_utf8_visible(line, strlen(line)), "%s", line);
	free(text);
}

Test(report_text, lines_keep_to_the_width)
{
	char *text = render("run",
		"{\"title\":\"Iuran jaminan sosial ketenagakerjaan bagi pekerja rentan di seluruh "
		"kecamatan\",\"counts\":{},"
		"\"basis\":[\"Perda 5/2023\",\"Keputusan Bupati Manggarai Barat 298/KEP/HK/2024\"],"
		"\"refused_by\":[{\"rule\":\"kategori-miskin\",\"workers\":3,"
		"\"title\":\"Desil kesejahteraan paling tinggi 2 menurut data yang dipadankan\"}]}",
		&(struct lindung_render){.columns = 60});
	for (const char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		cr_expect(ld_utf8_width(line, strlen(line)) <= 60, "%s", line);
	free(text);
}

Test(report_text, colour_only_when_asked_and_always_ended)
{
	char *plain = render("verify", "{\"ok\":false,\"checks\":[{\"id\":\"a\",\"ok\":false}]}",
		&(struct lindung_render){0});
	cr_expect_null(strchr(plain, '\033'));
	char *painted = render("verify", "{\"ok\":false,\"checks\":[{\"id\":\"a\",\"ok\":false}]}",
		&(struct lindung_render){.colour = 1});
	char *last = NULL;
	for (char *p = painted; (p = strchr(p, '\033')); p++)
		last = p;
	cr_assert_not_null(last);
	cr_expect_eq(strncmp(last, "\033[0m", 4), 0);
	free(plain);
	free(painted);
}

Test(report_text, every_kind_says_something_of_an_empty_document)
{
	static const char *const kinds[] = {"run", "show", "explain", "check", "test", "import",
		"quarantine", "runs", "keep", "verify", "replay", "export", "new"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		char *text = render(kinds[i], strcmp(kinds[i], "check") ? "{}" : "[]",
			&(struct lindung_render){0});
		cr_expect(*text, "%s", kinds[i]);
		free(text);
	}
	struct ld_buf out = ld_buf_init(100);
	json_t *doc = json_object();
	cr_expect_eq(
		ld_report_text(doc, "sample", &(struct lindung_render){0}, &out), LINDUNG_E_USAGE);
	json_decref(doc);
}

Test(report_text, a_full_buffer_is_an_error_not_a_short_text)
{
	struct ld_buf out = ld_buf_init(20);
	json_t *doc = json_object();
	cr_expect_eq(
		ld_report_text(doc, "run", &(struct lindung_render){0}, &out), LINDUNG_E_NOMEM);
	json_decref(doc);
	ld_buf_fini(&out);
}
