/* Dates as days, months as months: no clock and no time zone anywhere. */
#ifndef LD_BASE_DATE_H
#define LD_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LD_FIRST_MONTH = 1900 * 12, LD_LAST_MONTH = 2200 * 12 - 1 };

/* A date is the number of days since 1970-01-01, a month is year × 12 + (month − 1). Years 1900 to 2199. */
enum { LD_DATE_TEXT = 11, LD_MONTH_TEXT = 8 };

bool ld_date_make(int year, int month, int day, int32_t *ret);
void ld_date_split(int32_t date, int *ret_year, int *ret_month, int *ret_day);
/** "2024-09-03". */
bool ld_date_parse(const char *s, size_t n, int32_t *ret);
/** By a format of dd, mm, yyyy, mon (Indonesian or English month name or its first three letters) and separators, e.g.
 *  "dd/mm/yyyy"; d and m may be one digit. A tail " 0:00:00" or " 00:00:00" (also with 'T') is passed over. */
bool ld_date_parse_as(const char *s, size_t n, const char *format, int32_t *ret);
/** The numbers that a form reads, whether or not there is such a day. */
bool ld_date_parts_as(const char *s, size_t n, const char *format, int *ret_year, int *ret_month, int *ret_day);
const char *ld_date_format(int32_t date, char out[LD_DATE_TEXT]);
/** Completed years at a date; a person born on 29 February completes a year on 1 March of other years. */
int ld_age(int32_t born, int32_t at);
/** "2024-01". */
bool ld_month_parse(const char *s, size_t n, int32_t *ret);
const char *ld_month_format(int32_t month, char out[LD_MONTH_TEXT]);
int32_t ld_month_of(int32_t date);
int32_t ld_month_first_day(int32_t month);
int32_t ld_month_last_day(int32_t month);

#endif
