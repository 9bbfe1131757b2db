package io.storyreel.ledger;

import java.util.Map;

/**
 * Where a request came from, so that its result goes back the same way.
 *
 * @param way the way in, {@code inbox} for a file
 * @param details what that way's exit needs, for example the file's name; never null
 */
public record Origin(String way, Map<String, String> details) {
}
