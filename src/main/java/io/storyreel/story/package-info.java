/**
 * A story's data as they are handed from package to package: records and enums, no behaviour of a stage, no SQL.
 *
 * <p>Knows {@code fault} alone.
 */
package io.storyreel.story;
