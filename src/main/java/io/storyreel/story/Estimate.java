package io.storyreel.story;

import java.math.BigDecimal;

/**
 * What a request is thought to cost, all its calls together.
 *
 * @param credits by the published rule and what stories of its kind have really used
 * @param byRule by the published rule alone
 * @param pricedAs its kind: dialect, mode and tool; null where what it uses in the end teaches nothing about a kind
 */
public record Estimate(BigDecimal credits, BigDecimal byRule, String pricedAs) {

    /** No more is kept of a kind; the names of tools are the service's and an open set. */
    private static final int KIND = 200;

    public Estimate {
        pricedAs = pricedAs == null ? null : kind(pricedAs);
    }

    public static String kind(String pricedAs) {
        return pricedAs.length() <= KIND ? pricedAs : pricedAs.substring(0, KIND);
    }
}
