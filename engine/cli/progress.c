/*
 * The line that says how far long work is, on a terminal only and at most five times a second, and
 * the wish to stop. Ctrl-C sets a flag that the next call of progress hands to the library, which
 * then keeps nothing; a second Ctrl-C ends the program at once.
 */
#include "cli.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static bool shown;

static void on_interrupt(int sig)
{
	(void)sig;
	interrupted = 1;
}

void cli_catch_interrupt(void)
{
	struct sigaction sa = {
		.sa_handler = on_interrupt, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	struct sigaction old;
	if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN) /* nohup means it */
		sigaction(SIGHUP, &sa, NULL);
}

bool cli_interrupted(void)
{
	return interrupted != 0;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct pace {
	char what[64];
	double start, last;
};

static void show(const struct pace *p, int64_t rows, int64_t done, int64_t total)
{
	double spent = p->last - p->start;
	fputc('\r', stderr);
	fprintf(stderr, _("%s  %lld rows"), p->what, (long long)rows);
	if (spent > 0.5)
		fprintf(stderr, _("  %.0f a second"), (double)rows / spent);
	if (spent > 1 && done > 0 && total > done)
		fprintf(stderr, _("  %.0f s left"), spent * (double)(total - done) / (double)done);
	fputs("\033[K", stderr);
	fflush(stderr);
	shown = true;
}

int cli_progress(void *ctx, const char *what, int64_t rows, int64_t done, int64_t total)
{
	static struct pace p;
	const struct cli *c = ctx;
	if (interrupted || c->args.quiet || !isatty(STDERR_FILENO))
		return interrupted;
	char name[sizeof p.what];
	size_t n = 0; /* names of files are shown without what could move the cursor */
	for (size_t k; *what && n + (k = cli_printable(what)) + 1 < sizeof name;
		what += k ? k : 1) {
		memcpy(name + n, k ? what : "?", k ? k : 1);
		n += k ? k : 1;
	}
	name[n] = '\0';
	double t = now();
	bool same = true;
	for (size_t i = 0; i <= n; i++)
		same = same && p.what[i] == name[i];
	if (!same || p.start == 0) {
		p = (struct pace){.start = t};
		for (size_t i = 0; i <= n; i++)
			p.what[i] = name[i];
	} else if (t - p.last < 0.2) {
		return 0;
	}
	p.last = t;
	show(&p, rows, done, total);
	return 0;
}

void cli_progress_end(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}
