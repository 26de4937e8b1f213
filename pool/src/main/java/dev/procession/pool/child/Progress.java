package dev.procession.pool.child;

import dev.procession.core.error.ChannelException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the parent has said about outcomes: how far they have reached it, and which large ones it wants. */
final class Progress {
    private final Listening listening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Long> granted = new HashSet<>();
    private volatile long received;
    private volatile boolean over;

    Progress(Listening listening) {
        this.listening = listening;
    }

    void received(long item) {
        if (item > received) {
            lock.lock();
            try {
                received = item;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    void granted(long item) {
        lock.lock();
        try {
            granted.add(item);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the outcomes of all items up to this one have reached the parent. */
    void awaitReceived(long item) {
        if (received >= item) {
            return;
        }
        listening.until(() -> received >= item || over);
        lock.lock();
        try {
            while (received < item) {
                requireOpen();
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the parent wants the large outcome of this item. */
    void awaitGrant(long item) {
        listening.until(() -> isGranted(item) || over);
        lock.lock();
        try {
            while (!granted.remove(item)) {
                requireOpen();
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isGranted(long item) {
        lock.lock();
        try {
            return granted.contains(item);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (over) {
            throw new ChannelException("this worker was ended while it had an outcome to send");
        }
    }

    /** The parent says nothing more: who waits for it fails. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
