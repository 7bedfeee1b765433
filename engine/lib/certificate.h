/* What the two files that write a certificate share. */
#ifndef LD_LIB_CERTIFICATE_H
#define LD_LIB_CERTIFICATE_H

#include "lib/lib.h"

/** The programme's order, quotas, funders with their rates, and segments, as keys of doc; text is for groups as they
 * are printed. false: memory ran out. */
bool ld_certificate_programme(const struct ld_programme *p, struct ld_buf *text, json_t *doc);

#endif
