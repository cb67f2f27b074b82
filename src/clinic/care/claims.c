#include "clinic/care/claims.h"

// One word or phrase a line; whole words, lower case.
static const str refused[] = {
    S_INIT("works"),        S_INIT("it worked"),       S_INIT("treatment worked"), S_INIT("massage worked"),
    S_INIT("proven"),         S_INIT("proves"),        S_INIT("proved"),       S_INIT("proof"),
    S_INIT("cure"),         S_INIT("cures"),           S_INIT("cured"),          S_INIT("heal"),          S_INIT("heals"),        S_INIT("healed"),
    S_INIT("caused"),       S_INIT("causes it"),       S_INIT("because of"),     S_INIT("thanks to"),     S_INIT("due to"),       S_INIT("effective"),
    S_INIT("guarantee"),    S_INIT("guaranteed"),      S_INIT("guarantees"),     S_INIT("success"),       S_INIT("successful"),   S_INIT("responded to"),
    S_INIT("helped"),       S_INIT("reduced your"),    S_INIT("treatment effect"), S_INIT("significant"), S_INIT("significantly"), S_INIT("detox"),
    S_INIT("toxins"),       S_INIT("cortisol"),        S_INIT("lactic acid"),    S_INIT("boosts"),        S_INIT("miracle"),      S_INIT("relieved by"),
};

str claims_word(size_t i) { return i < sizeof refused / sizeof refused[0] ? refused[i] : (str){0}; }

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80; }

static bool stands_in(str text, str phrase) {
    for (size_t i = 0; i + phrase.n <= text.n; i++) {
        bool begins = i == 0 || !is_letter(text.p[i - 1]);
        bool ends = i + phrase.n == text.n || !is_letter(text.p[i + phrase.n]);
        if (begins && ends && str_eq_nocase(str_sub(text, i, phrase.n), phrase))
            return true;
    }
    return false;
}

str claims_refused(str text) {
    for (size_t i = 0; claims_word(i).n > 0; i++)
        if (stands_in(text, refused[i]))
            return refused[i];
    return (str){0};
}
