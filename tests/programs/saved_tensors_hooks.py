# Hooks on the tensors that nodes save.
# %%
import torch, os, tempfile, uuid
x = torch.randn(5, requires_grad=True)
y = torch.exp(x) if False else x.exp()
print(x.equal(y.grad_fn._saved_result) if hasattr(y.grad_fn, '_saved_result') else None)
print(y is y.grad_fn._saved_result, y.equal(y.grad_fn._saved_result))
# %%
a = torch.ones(3, requires_grad=True); b = torch.ones(3, requires_grad=True); c = a * b
print(c.grad_fn._saved_self is a, c.grad_fn._saved_other is b, a.pow(2).grad_fn._saved_exponent)
# %%
def pack_hook(x): print("Packing", x); return x
def unpack_hook(x): print("Unpacking", x); return x
a = torch.ones(5, requires_grad=True); b = torch.ones(5, requires_grad=True) * 2
with torch.autograd.graph.saved_tensors_hooks(pack_hook, unpack_hook): y = a * b
y.sum().backward()
# %%
class SelfDeletingTempFile():
    def __init__(self): self.name = os.path.join(tempfile.gettempdir(), str(uuid.uuid4()))
    def __del__(self): os.remove(self.name)
def pack_hook(tensor):
    temp_file = SelfDeletingTempFile(); torch.save(tensor, temp_file.name); return temp_file
def unpack_hook(temp_file): return torch.load(temp_file.name)
x = torch.ones(5, requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(pack_hook, unpack_hook): y = x.pow(2)
y.sum().backward(); x.grad
# %%
x = torch.randn(5, requires_grad=True); y = x.pow(2)
print(x.equal(y.grad_fn._saved_self)); y.grad_fn._raw_saved_self.register_hooks(lambda x: x * 2, lambda x: x / 2); x.equal(y.grad_fn._saved_self)
# %%
y = x.pow(2); raw = y.grad_fn._raw_saved_self; raw.register_hooks(lambda x: x, lambda x: 2 * x); raw.register_hooks(lambda x: x, lambda x: x)
# %%
with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x):
    with torch.autograd.graph.save_on_cpu(pin_memory=False): y = x.sin(); z = y * y
z.sum().backward(); torch.allclose(x.grad, 2 * x.detach().sin() * x.detach().cos())
# %%
with torch.autograd.graph.disable_saved_tensors_hooks("no hooks here"):
    try:
        with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x): pass
    except RuntimeError as e: print(e)
# %%
def bad(x): x *= 2; return x
try:
    with torch.autograd.graph.saved_tensors_hooks(bad, lambda x: x): a = torch.ones(2, requires_grad=True); (a * a.clone()).sum().backward()
except RuntimeError as e: print(e)
# %%
storage = []
def pack(x): storage.append(x); return len(storage) - 1
def unpack(i): return storage[i]
w = torch.ones(3, requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(pack, unpack): out = (w * 2).sigmoid().log().sum()
print(storage); out.backward(); w.grad
# %%
with torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: None): out = w.exp()
out.sum().backward()
