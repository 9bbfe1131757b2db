package io.storyreel.text;

import java.util.List;
import java.util.Locale;

/** Finds the name a typing mistake was meant to be. */
public final class NearestName {

    /** Longer names are nobody's typing mistake, and comparing them costs. */
    private static final int LONGEST = 40;

    private NearestName() {
    }

    /**
     * @param typed the unknown name
     * @param known the names there are
     * @return the nearest one, or null where none looks meant: more than one edit in three letters is no typing mistake
     */
    public static String to(String typed, List<String> known) {
        if (typed.length() > LONGEST) {
            return null;
        }
        String nearest = null;
        int least = Math.max(1, typed.length() / 3) + 1;
        for (String name : known) {
            int edits = edits(plain(typed), plain(name));
            if (edits < least) {
                least = edits;
                nearest = name;
            }
        }
        return nearest;
    }

    /** sceneCount and scene-count are scene_count to their writer. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** Letters added, left out or changed, and neighbours swapped, counted as one each. */
    private static int edits(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int least = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[a.length()][b.length()];
    }
}
