/* What editors are told of rules: texts made from the words and an office's fields, and the files that hold them. */
#ifndef LD_LIB_STUBS_H
#define LD_LIB_STUBS_H

#include "lib/lib.h"

void ld_stubs_words(struct ld_buf *b);
void ld_stubs_fields(const struct ld_fields *fields, struct ld_buf *b);
void ld_stubs_luacheck(struct ld_buf *b);
void ld_stubs_luarc(struct ld_buf *b);

/** Write the files of an office's folder and append their names to the list. editor/ is always made anew, the settings
 *  only where there are none. Errors: what loading its fields finds, IO, NOMEM. */
int ld_stubs_write(struct lindung *l, const char *folder, json_t **files, struct lindung_error *err);
/** Write a file that is not there yet, whole and on the disk. Errors: IO, NOMEM. */
int ld_file_make(const char *path, const struct ld_buf *b, struct lindung_error *err);

#endif
