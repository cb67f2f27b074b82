// Only for views_gen.c: printing by C type and by position. _Generic chooses the printer, so that a field of a type
// that nobody can print (an instant, a struct) does not compile.
#ifndef UNKNOT_WEB_VIEW_PRINT_H
#define UNKNOT_WEB_VIEW_PRINT_H

#include "base/opt.h"
#include "view.h"

void view_put_str(struct buf *b, lang l, str s);
void view_put_z(struct buf *b, lang l, const char *z);
void view_put_bool(struct buf *b, lang l, bool v);
void view_put_i64(struct buf *b, lang l, int64_t v);
void view_put_u64(struct buf *b, lang l, uint64_t v);
void view_put_double(struct buf *b, lang l, double v);
void view_put_day(struct buf *b, lang l, day d);
void view_put_opt_day(struct buf *b, lang l, opt_day d);
void view_put_opt_int(struct buf *b, lang l, opt_int v);
void view_put_id(struct buf *b, int64_t id);
void view_iso_day(struct buf *b, lang l, day d);
void view_iso_opt_day(struct buf *b, lang l, opt_day d);
void view_url_str(struct buf *b, lang l, str s);   // a whole address: '#' unless it is one of ours or of a known scheme
void view_url_z(struct buf *b, lang l, const char *z);
void view_part_str(struct buf *b, lang l, str s);  // one segment or query value
void view_part_z(struct buf *b, lang l, const char *z);
void view_tel_str(struct buf *b, lang l, str s);   // digits and a leading +
void view_mail_str(struct buf *b, lang l, str s);  // RFC 6068: as a part, '@' kept

#define X(kind) \
    static inline void view_put_##kind##_id(struct buf *b, lang l, kind##_id id) \
    { \
        (void)l; \
        view_put_id(b, id.v); \
    } \
    static inline str view_str_##kind##_id(arena *a, lang l, kind##_id id) \
    { \
        (void)l; \
        return id_str(a, id.v); \
    } \
    static inline bool view_true_##kind##_id(const void *id) \
    { \
        return ((const kind##_id *)id)->v != 0; \
    }
ID_KINDS(X)
#undef X
#define VIEW_PUT_ID(kind) kind##_id : view_put_##kind##_id,
#define VIEW_STR_ID(kind) kind##_id : view_str_##kind##_id,
#define VIEW_TRUE_ID(kind) kind##_id : view_true_##kind##_id,

#define VIEW_NUMBERS \
    bool : view_put_bool, signed char : view_put_i64, short : view_put_i64, int : view_put_i64, long : view_put_i64, \
    long long : view_put_i64, unsigned char : view_put_u64, unsigned short : view_put_u64, unsigned : view_put_u64, \
    unsigned long : view_put_u64, unsigned long long : view_put_u64, float : view_put_double, double : view_put_double, \
    opt_int : view_put_opt_int, ID_KINDS(VIEW_PUT_ID)

#define VIEW_TEXT(b, l, x) \
    _Generic((x), VIEW_NUMBERS day: view_put_day, opt_day: view_put_opt_day, str: view_put_str, \
        char *: view_put_z, const char *: view_put_z)(b, l, x)
#define VIEW_ATTR(b, l, x) \
    _Generic((x), VIEW_NUMBERS day: view_iso_day, opt_day: view_iso_opt_day, str: view_put_str, \
        char *: view_put_z, const char *: view_put_z)(b, l, x)
#define VIEW_URL(b, l, x) _Generic((x), str: view_url_str, char *: view_url_z, const char *: view_url_z)(b, l, x)
#define VIEW_PART(b, l, x) \
    _Generic((x), VIEW_NUMBERS day: view_iso_day, opt_day: view_iso_opt_day, str: view_part_str, \
        char *: view_part_z, const char *: view_part_z)(b, l, x)
#define VIEW_TEL(b, l, x) _Generic((x), str: view_tel_str)(b, l, x)
#define VIEW_MAIL(b, l, x) _Generic((x), str: view_mail_str)(b, l, x)

// As an argument of a message.
str view_str_i64(arena *a, lang l, int64_t v);
str view_str_u64(arena *a, lang l, uint64_t v);
str view_str_double(arena *a, lang l, double v);
str view_str_day(arena *a, lang l, day d);
str view_str_opt_day(arena *a, lang l, opt_day d);
str view_str_opt_int(arena *a, lang l, opt_int v);
str view_str_str(arena *a, lang l, str s);
str view_str_z(arena *a, lang l, const char *z);
str view_str_say(arena *a, lang l, struct say s);
#define VIEW_STR(a, l, x) \
    _Generic((x), signed char: view_str_i64, short: view_str_i64, int: view_str_i64, long: view_str_i64, \
        long long: view_str_i64, unsigned char: view_str_u64, unsigned short: view_str_u64, unsigned: view_str_u64, \
        unsigned long: view_str_u64, unsigned long long: view_str_u64, float: view_str_double, double: view_str_double, \
        opt_int: view_str_opt_int, day: view_str_day, opt_day: view_str_opt_day, ID_KINDS(VIEW_STR_ID) \
        str: view_str_str, char *: view_str_z, const char *: view_str_z, struct say: view_str_say)(a, l, x)

// Truth of any field, through its address: so that lists, whose types have no name, can be asked too.
bool view_true_bool(const void *p);
bool view_true_8(const void *p);
bool view_true_16(const void *p);
bool view_true_32(const void *p);
bool view_true_64(const void *p);
bool view_true_float(const void *p);
bool view_true_double(const void *p);
bool view_true_str(const void *p);
bool view_true_say(const void *p);
bool view_true_html(const void *p);
bool view_true_opt_day(const void *p);
bool view_true_opt_int(const void *p);
bool view_true_pointer(const void *p);
bool view_true_list(const void *p);
#define VIEW_IS_POINTER(x) (__builtin_classify_type(x) == 5)
#define VIEW_TRUE(x) \
    _Generic((x), bool: view_true_bool, signed char: view_true_8, unsigned char: view_true_8, short: view_true_16, \
        unsigned short: view_true_16, int: view_true_32, unsigned: view_true_32, long: view_true_64, \
        unsigned long: view_true_64, long long: view_true_64, unsigned long long: view_true_64, float: view_true_float, \
        double: view_true_double, str: view_true_str, struct say: view_true_say, html_safe: view_true_html, \
        opt_day: view_true_opt_day, opt_int: view_true_opt_int, ID_KINDS(VIEW_TRUE_ID) \
        default: __builtin_choose_expr(VIEW_IS_POINTER(x), view_true_pointer, view_true_list))(&(x))

// The address of a struct field, or the pointer that a pointer field holds.
#define VIEW_AT(x) (__builtin_choose_expr(VIEW_IS_POINTER(x), (x), &(x)))

void view_raw(struct buf *b, html_safe h);

// A message held in a view: struct say, or a key alone.
struct say view_say_of(struct say s);
struct say view_say_key(unsigned key);
#define VIEW_SAY(x) _Generic((x), struct say: view_say_of, unsigned: view_say_key)(x)

// A message without holes; `english` is its English text, escaped when the view was compiled.
#define VIEW_T(b, l, key, english) ((l) == LANG_EN ? buf_put(b, S(english)) : message_html(b, l, SAY(key)))

#endif
