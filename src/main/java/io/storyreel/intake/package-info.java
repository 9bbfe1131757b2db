/**
 * Intake, the first stage: a checked document is taken up whole or not at all, whatever channel it came by; channels
 * are suspended while enough waits.
 *
 * <p>Knows {@code inbox}, {@code images}, {@code files}, {@code request}, {@code request.rules}, {@code credits},
 * {@code ledger.admission}, {@code ledger.budget}, {@code ledger.query}, {@code result}, {@code service.dialect},
 * {@code metrics}, {@code trace}; no other stage.
 */
package io.storyreel.intake;
