/* What the parts of the certificate share. Nothing of work.h may be used here: a mistake there must not be repeated. */
#ifndef LD_ALLOC_CERTIFY_H
#define LD_ALLOC_CERTIFY_H

#include "alloc/alloc.h"
#include "base/map.h"

#define CERT_ENDLESS INT64_MAX
#define CERT_NONE UINT32_MAX

enum cert_check {
	CERT_ELIGIBLE,
	CERT_ORDER,
	CERT_ACCEPTED,
	CERT_COVERED,
	CERT_BUDGETS,
	CERT_SEATS,
	CERT_CAPS,
	CERT_FLOORS,
	CERT_PASSED_OVER,
	CERT_PAYERS,
	CERT_TOTALS,
	CERT_CHECKS
};

struct cert_groups { /* a field's values among the eligible and in tables, by their text */
	struct ld_map ids;
	uint32_t *of;      /* [n] by rank */
	int64_t *eligible; /* [ids.len] */
	size_t nsorted;
	uint32_t *sorted;  /* ids in byte order */
};

struct cert_quota {
	const struct ld_quota *q;
	const struct cert_groups *by;
	int64_t *least, *most, *count; /* [ids.len]; most −1: none */
};

struct cert_node {
	size_t funder;
	uint32_t group;        /* id of the purse's group, or CERT_NONE */
	int64_t budget, seats; /* CERT_ENDLESS: no limit */
	bool even, by_seats;
	int64_t cost, places; /* of an even one */
	int64_t people, spent;
	int64_t *parts;    /* [nparts] */
	uint32_t closed;   /* rank past which an uneven one is closed */
	size_t first, n;    /* its pairs, in cert.at */
	size_t tried;       /* search: pairs looked at */
	uint32_t by;        /* search: node it came from */
	bool dead;         /* full of people who can go nowhere else */
	uint32_t seen, cut; /* number of a search; part of a cut in the final placing */
};

struct cert_pair { /* a kind of worker and a node that accepts it */
	uint32_t kind, node;
	int64_t cost, flow;
};

struct cert_kind {
	size_t first, n; /* pairs, in declared order */
	bool covered;
	uint32_t ruled;  /* final placing: so many first pairs are known to be impossible */
};

struct cert {
	const struct ld_alloc_in *in;
	const struct ld_programme *p;
	const struct ld_decision *d;
	struct ld_arena *arena; /* of the details */
	struct ld_arena own;
	size_t n;               /* eligible */
	uint32_t *row;          /* [n] by rank */
	uint64_t *only;         /* [n][nwords] */
	size_t nwords;
	struct cert_groups **groups; /* [fields.len] */
	/* for one number of months */
	int most_months, months;
	struct ld_arena tried;
	struct cert_node *nodes;
	size_t nnodes;
	size_t *first_node; /* [nfunders + 1] */
	struct cert_kind *kinds;
	size_t nkinds;
	struct cert_pair *pairs;
	size_t npairs;
	uint32_t *at;   /* [npairs] pairs by node */
	uint32_t *kind; /* [n] */
	struct cert_quota *quotas;
	/* the walk */
	uint32_t *payer; /* [n] pair by rank, or CERT_NONE */
	bool *floor;     /* [n] served in the first pass */
	uint32_t *queue, search, cuts;
	bool ok[CERT_CHECKS], nomem; /* nomem: a detail could not be kept */
	const char *detail[CERT_CHECKS];
};

/** The first thing that is wrong with a check. */
void ld_cert_wrong(struct cert *c, enum cert_check check, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* certify_read.c: inputs to nodes, places and limits, for c->months. */
int ld_cert_read(struct cert *c, struct lindung_error *err);
int ld_cert_settle_months(struct cert *c, int months, struct lindung_error *err);

/* certify_kinds.c: kinds of workers and their pairs with nodes, for c->months. */
int ld_cert_kinds(struct cert *c, struct lindung_error *err);
int ld_cert_months_of(const struct cert *c, size_t funder);
bool ld_cert_covers(const struct cert *c, size_t rank, size_t funder);

/* certify_walk.c */
const struct cert_quota *ld_cert_full(const struct cert *c, size_t rank);
bool ld_cert_lifts(const struct cert *c, size_t rank);
void ld_cert_count(struct cert *c, size_t rank);
bool ld_cert_lacks(const struct cert *c, const struct cert_node *n, int64_t cost);
void ld_cert_spend(struct cert *c, struct cert_node *n, int64_t cost);
int ld_cert_walk(struct cert *c, struct lindung_error *err);
void ld_cert_payers(struct cert *c);
/** A programme of one funder, done from the beginning: is anybody in reserve for money with these months? */
bool ld_cert_money_binds(struct cert *c);

#endif
