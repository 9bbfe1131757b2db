/**
 * What an exchange carries from step to step.
 *
 * <p>Knows no other package.
 */
package io.storyreel.exchange;
