/**
 * What a request must keep to, with every field that does not named: the schema's problems in words, and the rules no
 * schema can express.
 *
 * <p>Knows {@code request}, {@code images}, {@code service.dialect}, {@code s3} for keys; not the ledger.
 */
package io.storyreel.request.rules;
