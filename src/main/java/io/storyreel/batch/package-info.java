/** Files of many requests: sheets (CSV) and JSON Lines, from the first row to the sheet of results. */
package io.storyreel.batch;
