package io.storyreel.s3;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** A title as a part of an object's key: letters and digits of any script, joined by single hyphens. */
final class TitleSlug {

    private static final int MAX_CHARACTERS = 80;

    /** Accents of European scripts only: in others a mark is the vowel, and without it the word is another. */
    private static final Pattern DIACRITICS = Pattern.compile("\\p{InCombiningDiacriticalMarks}+");

    private static final Pattern OTHERS = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}]+");

    private TitleSlug() {
    }

    /** The slug, at most {@value #MAX_CHARACTERS} characters; empty where the title has no letter and no digit. */
    static String of(String title) {
        String bare = DIACRITICS.matcher(Normalizer.normalize(title, Normalizer.Form.NFD)).replaceAll("");
        String joined = OTHERS.matcher(Normalizer.normalize(bare, Normalizer.Form.NFC).toLowerCase(Locale.ROOT))
                .replaceAll("-");
        int characters = joined.codePointCount(0, joined.length());
        String cut = joined.substring(0, joined.offsetByCodePoints(0, Math.min(MAX_CHARACTERS + 1, characters)));
        String slug = cut.startsWith("-") ? cut.substring(1) : cut;
        if (slug.codePointCount(0, slug.length()) > MAX_CHARACTERS) {
            slug = slug.substring(0, slug.offsetByCodePoints(0, MAX_CHARACTERS));
        }
        return slug.endsWith("-") ? slug.substring(0, slug.length() - 1) : slug;
    }
}
