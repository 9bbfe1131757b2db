/** What stories cost before they are paid for. */
package io.storyreel.credits;
