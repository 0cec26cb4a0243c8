package dev.gradlane.opencl;

import static org.jocl.CL.CL_COMPLETE;
import static org.jocl.CL.CL_EVENT_COMMAND_EXECUTION_STATUS;
import static org.jocl.CL.clGetEventInfo;
import static org.jocl.CL.clReleaseEvent;
import static org.jocl.CL.clWaitForEvents;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Pending;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_event;

/// A run in the queue. It has ended when its event has, in whatever thread one asks.
final class ClRun implements Pending {
    private final OpenClDevice device;
    private final cl_event event;
    private final MemorySegment faults;
    private final List<Integer> faultNodes;
    private Optional<State> state = Optional.empty();

    /// How a run ended.
    private record State(Optional<Fault> fault, Optional<String> failure) {}

    /// @param faults host memory into which the queue copies the fault words before the event
    /// @param faultNodes the node of each
    ClRun(OpenClDevice device, cl_event event, MemorySegment faults, List<Integer> faultNodes) {
        this.device = device;
        this.event = event;
        this.faults = faults;
        this.faultNodes = faultNodes;
    }

    @Override
    public Optional<Fault> await() {
        State end = settle();
        if (end.failure().isPresent()) {
            throw new BackendException("device " + device.info().token() + " failed in a run ("
                    + end.failure().get() + "); the outputs are undefined");
        }
        return end.fault();
    }

    /// Waits, and frees the event on the first call.
    synchronized State settle() {
        if (state.isEmpty()) {
            Optional<String> failure = Optional.empty();
            try {
                clWaitForEvents(1, new cl_event[] {event});
                int status = status();
                failure = status < 0 ? Optional.of(CL.stringFor_errorCode(status)) : failure;
            } catch (CLException e) {
                failure = Optional.of(e.getMessage());
            }
            clReleaseEvent(event);
            state = Optional.of(new State(fault(), failure));
            device.ended(this);
        }
        return state.get();
    }

    @Override
    public synchronized boolean isDone() {
        return state.isPresent() || status() <= CL_COMPLETE;
    }

    private int status() {
        int[] status = new int[1];
        clGetEventInfo(event, CL_EVENT_COMMAND_EXECUTION_STATUS, Sizeof.cl_int, Pointer.to(status), null);
        return status[0];
    }

    /// The smallest sample, and in it the first node. Each word holds the smallest sample of its
    /// `require`.
    private Optional<Fault> fault() {
        Optional<Fault> first = Optional.empty();
        for (int i = 0; i < faultNodes.size(); i++) {
            int word = faults.getAtIndex(ValueLayout.JAVA_INT, i);
            if (word != OpenClExecutable.NO_FAULT) {
                Fault fault = new Fault(Integer.toUnsignedLong(word), faultNodes.get(i));
                boolean earlier = first.isEmpty()
                        || fault.sample() < first.get().sample()
                        || fault.sample() == first.get().sample()
                                && fault.node() < first.get().node();
                first = earlier ? Optional.of(fault) : first;
            }
        }
        return first;
    }
}
