/**
 * Submit, the second stage: the paid call, recorded before it is sent; each kind of answer has its branch.
 *
 * <p>Knows {@code handover}, {@code ledger}, {@code ledger.admission}, {@code ledger.budget}, {@code ledger.claim},
 * {@code service}, {@code service.dialect}, {@code images}, {@code result}; no other stage.
 */
package io.storyreel.submit;
