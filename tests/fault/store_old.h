/* Databases of older schemas, for tests of bringing them up. */
#ifndef LD_TEST_STORE_OLD_H
#define LD_TEST_STORE_OLD_H

/** Make at `to` what a program of schema `version` would have stored of the database `from`: every table and column that
 *  it knew, with their rows. Prints and exits when it cannot. */
void old_database(const char *from, const char *to, int version);

#endif
