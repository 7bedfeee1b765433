/*
 * Bytes of the file change behind our back: one at a time, a page of zeros, the file cut short. No command crashes, hangs or
 * says "database" and means something else; and no answer differs from that of the sound file without `verify` saying so,
 * which makes every digest anew.
 */
#include "store_office.h"

#include "base/limits.h"

static struct {
	char *bytes;
	size_t len;
} sound;

static void setup(void)
{
	commands_init();
	commands_restore(BASE_RUN);
	FILE *f = fopen(commands_db(), "rb");
	struct stat st;
	cr_assert(f && fstat(fileno(f), &st) == 0);
	sound.len = (size_t)st.st_size;
	sound.bytes = malloc(sound.len);
	cr_assert(sound.bytes && fread(sound.bytes, 1, sound.len, f) == sound.len);
	fclose(f);
}

static void teardown(void)
{
	free(sound.bytes);
	commands_fini();
}

TestSuite(store_damage, .init = setup, .fini = teardown, .timeout = 3600);

static void put(const char *bytes, size_t len)
{
	commands_restore(BASE_NONE);
	FILE *f = fopen(commands_db(), "wb");
	cr_assert(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
}

static int try(const struct command *c, struct ld_buf *says, struct lindung_error *err)
{
	struct lindung *l = commands_open();
	int rc = c->act(l, says, err);
	lindung_close(l);
	return rc;
}

/* When a run was made and what a file was called is in no digest: the same data delivered elsewhere are the same data. */
static void hide(struct ld_buf *b, const char *before)
{
	for (char *p = b->data; p && (p = strstr(p, before));)
		for (p += strlen(before); *p && *p != '"'; p++)
			*p = '-';
}

static bool same_answer(struct ld_buf *a, const char *b)
{
	static const char *const keys[] = {"\"created_at\":\"", "\"file\":\""};
	LD_CLEANUP(ld_buf_fini) struct ld_buf copy = ld_buf_init(1 << 24);
	ld_buf_puts(&copy, b);
	for (size_t i = 0; i < 2; i++) {
		hide(a, keys[i]);
		hide(&copy, keys[i]);
	}
	return strcmp(ld_buf_text(a), ld_buf_text(&copy)) == 0;
}

struct counts {
	long places, refused, unnoticed, told;
};

/* Is verify content with the file as it is? */
static bool verified(const struct command *verify)
{
	struct lindung_error err;
	LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 20);
	return try(verify, &says, &err) >= 0 && strncmp(ld_buf_text(&says), "{\"ok\":true,", 11) == 0;
}

static void judge(const char *where, const struct command *c, int rc, const struct lindung_error *err,
	struct ld_buf *says, const char *bytes, size_t len, struct counts *n)
{
	n->places++;
	if (rc < 0) {
		n->refused++;
		cr_assert(err->message[0] && rc == err->code, "%s", where);
		cr_assert(rc != LINDUNG_E_INTERNAL && rc != LINDUNG_E_DB, "%s: %s", where, err->message);
		return;
	}
	if (same_answer(says, ld_buf_text(&c->says))) {
		n->unnoticed++;
		return;
	}
	n->told++;
	put(bytes, len);
	cr_assert_not(verified(&commands[ncommands - 1]), "%s: verify does not see what changed an answer: %s", where,
		ld_buf_text(says));
}

static void all_commands(const char *what, const char *bytes, size_t len, struct counts *n)
{
	for (size_t i = 0; i < ncommands; i++) {
		const struct command *c = &commands[i];
		char where[160];
		struct lindung_error err = {0};
		LD_CLEANUP(ld_buf_fini) struct ld_buf says = ld_buf_init(1 << 24);
		if (c->base != BASE_RUN)
			continue;
		snprintf(where, sizeof where, "%s, %s", what, c->name);
		put(bytes, len);
		int rc = try(c, &says, &err);
		judge(where, c, rc, &err, &says, bytes, len, n);
	}
}

static void report(const char *what, const struct counts *n)
{
	fprintf(stderr, "# %s: %ld answers, %ld refused, %ld the same, %ld others that verify tells\n", what, n->places, n->refused,
		n->unnoticed, n->told);
	cr_expect_gt(n->refused, 0);
}

Test(store_damage, any_byte_is_changed)
{
	char what[80];
	struct counts n = {0};
	uint64_t seed = 20241121;
	char *bytes = malloc(sound.len);
	cr_assert(bytes);
	for (long i = 0, flips = commands_count("LINDUNG_FLIPS", 250, 120); i < flips; i++) {
		memcpy(bytes, sound.bytes, sound.len);
		size_t at = i < 100 ? (size_t)i : ld_below(&seed, (uint32_t)sound.len); /* every byte of the file's header */
		bytes[at] = (char)(bytes[at] ^ (1 + ld_below(&seed, 255)));
		snprintf(what, sizeof what, "byte %zu is %02x", at, (unsigned char)bytes[at]);
		all_commands(what, bytes, sound.len, &n);
	}
	free(bytes);
	report("one byte", &n);
}

Test(store_damage, a_page_is_lost_or_in_the_wrong_place)
{
	enum { PAGE = 4096 };
	char what[80];
	struct counts n = {0};
	char *bytes = malloc(sound.len);
	cr_assert(bytes && sound.len % PAGE == 0);
	for (size_t page = 0; page < sound.len / PAGE; page++) {
		memcpy(bytes, sound.bytes, sound.len);
		memset(bytes + page * PAGE, 0, PAGE);
		snprintf(what, sizeof what, "page %zu is zero", page);
		all_commands(what, bytes, sound.len, &n);
		memcpy(bytes + page * PAGE, sound.bytes + (page * 7 + 3) * PAGE % sound.len, PAGE);
		snprintf(what, sizeof what, "page %zu is another", page);
		all_commands(what, bytes, sound.len, &n);
		snprintf(what, sizeof what, "cut at page %zu", page);
		all_commands(what, sound.bytes, page * PAGE + (page ? 0 : 100), &n);
	}
	free(bytes);
	report("one page", &n);
}
